-- Takes a job out, whatever its state.
-- KEYS[1] root; ARGV[1] id
-- Promise: returns 1, and nothing of it is left; or 0: not known. A worker that runs it has lost its lease.
local id = ARGV[1]
local job = redis.call('HMGET', key('job', id), 'class', 'tenant')
if not job[1] then return 0 end
leave_line(id, job[1], job[2])
for _, state in ipairs({ 'leases', 'delayed', 'dead' }) do redis.call('ZREM', key(state), id) end
forget(id)
return 1
