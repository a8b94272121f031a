-- Takes a job out, whatever its state.
-- KEYS[1] root; ARGV[3] id
-- Promise: returns 1, and nothing of it is left; or 0: not known. A worker that runs it has lost its lease.
settle()
local id = ARGV[3]
local record = redis.call('HGET', key('jobs'), id)
if not record then return 0 end
if redis.call('ZSCORE', key('leases'), id) then
  end_attempt(id)
  ring_if_left()
end
redis.call('ZREM', key('line', (class_and_tenant(record))), id)
redis.call('ZREM', key('delayed'), id)
redis.call('ZREM', key('dead'), id)
forget({ id })
return 1
