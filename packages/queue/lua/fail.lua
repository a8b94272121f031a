-- The attempt failed: another one later, or the end.
-- KEYS[1] root; ARGV[3] id, [4] attempt, [5] milliseconds it took, [6] ms until the retry or '', [7] base of the backoff
-- in ms, [8] failures allowed, [9] reason
-- Promise: returns 'retry' (delayed; by default base · 2^(failures - 1), at most a minute), 'dead', 'cancelled' (nothing
-- is left of it), or 'not-yours'.
settle()
local id = ARGV[3]
if not held(id, ARGV[4]) then return 'not-yours' end
local class, tenant, tag = end_attempt(id)
charge(class, tenant, tonumber(tag), tonumber(ARGV[5]))
ring_if_left()
if redis.call('SISMEMBER', key('cancelled'), id) == 1 then
  forget({ id })
  return 'cancelled'
end
local lost, failures = faults_of(id)
failures = failures + 1
note_faults(id, lost, failures, ARGV[9])
if failures >= tonumber(ARGV[8]) then
  redis.call('ZADD', key('dead'), now, id)
  return 'dead'
end
redis.call('HINCRBY', key('counters'), 'retries', 1)
local wait = tonumber(ARGV[6]) or math.min(tonumber(ARGV[7]) * 2 ^ (failures - 1), 60000)
redis.call('ZADD', key('delayed'), now + wait, id)
return 'retry'
