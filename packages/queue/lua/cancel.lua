-- Nobody wants the job any more.
-- KEYS[1] root; ARGV[1] id
-- Promise: returns 'removed': it was not running, nothing of it is left; 'running': its holder's next heartbeat tells,
-- and it never runs again, however this attempt ends; or 'unknown'.
local id = ARGV[1]
local job = redis.call('HMGET', key('job', id), 'class', 'tenant', 'state')
if not job[1] then return 'unknown' end
if job[3] == 'running' then
  redis.call('SADD', key('cancelled'), id)
  return 'running'
end
leave_line(id, job[1], job[2])
for _, state in ipairs({ 'delayed', 'dead' }) do redis.call('ZREM', key(state), id) end
forget(id)
return 'removed'
