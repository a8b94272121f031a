-- The attempt failed: another one later, or the end.
-- KEYS[1] root; ARGV[1] now or '', [2] id, [3] attempt, [4] ms until the retry or '', [5] base of the backoff in ms,
-- [6] failures allowed, [7] reason
-- Promise: returns 'retry' (delayed; by default base · 2^(failures - 1), at most a minute), 'dead',
-- 'cancelled' (nothing is left of it), or 'not-yours'.
local id = ARGV[2]
if not held(id, ARGV[3]) then return 'not-yours' end
local now = clock(ARGV[1])
redis.call('ZREM', key('leases'), id)
if redis.call('SISMEMBER', key('cancelled'), id) == 1 then
  forget(id)
  return 'cancelled'
end
local failures = redis.call('HINCRBY', key('job', id), 'failures', 1)
if failures >= tonumber(ARGV[6]) then
  bury(id, now, ARGV[7])
  return 'dead'
end
redis.call('HINCRBY', key('counters'), 'retries', 1)
local wait = tonumber(ARGV[4]) or math.min(tonumber(ARGV[5]) * 2 ^ (failures - 1), 60000)
redis.call('HSET', key('job', id), 'state', 'delayed', 'reason', ARGV[7])
redis.call('ZADD', key('delayed'), now + wait, id)
return 'retry'
