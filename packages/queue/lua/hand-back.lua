-- A worker that stops gives a job back unharmed.
-- KEYS[1] root; ARGV[3] id, [4] attempt
-- Promise: returns 1 and the job is at its old place, its lease not counted as lost (a cancelled one is forgotten); or 0:
-- not its holder.
settle()
local id = ARGV[3]
if not held(id, ARGV[4]) then return 0 end
local class, tenant, tag = end_attempt(id)
if redis.call('SISMEMBER', key('cancelled'), id) == 1 then
  forget({ id })
  ring_if_left()
  return 1
end
enter(class, { { id, tenant, tag } })
ring()
save_counters()
return 1
