-- Nobody wants the job any more.
-- KEYS[1] root; ARGV[3] id
-- Promise: returns 'removed': it was not running, nothing of it is left; 'running': its holder's next heartbeat tells,
-- and it never runs again, however this attempt ends; or 'unknown'.
settle()
local id = ARGV[3]
local record = redis.call('HGET', key('jobs'), id)
if not record then return 'unknown' end
if redis.call('ZSCORE', key('leases'), id) then
  redis.call('SADD', key('cancelled'), id)
  return 'running'
end
redis.call('ZREM', key('line', (class_and_tenant(record))), id)
redis.call('ZREM', key('delayed'), id)
redis.call('ZREM', key('dead'), id)
forget({ id })
return 'removed'
