-- A worker that stops gives a job back unharmed.
-- KEYS[1] root; ARGV[1] id, [2] attempt
-- Promise: returns 1 and the job is first in its tenant's line, its lease not counted as lost (a cancelled one is forgotten); or 0: not its holder.
local id = ARGV[1]
if not held(id, ARGV[2]) then return 0 end
local job = redis.call('HMGET', key('job', id), 'class', 'tenant')
redis.call('ZREM', key('leases'), id)
if redis.call('SISMEMBER', key('cancelled'), id) == 1 then
  forget(id)
  return 1
end
enter_line(id, job[1], job[2], true)
ring_bell(1)
return 1
