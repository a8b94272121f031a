-- The job is done: the queue forgets it.
-- KEYS[1] root; ARGV[1] now or '', [2] id, [3] attempt, [4] milliseconds it took
-- Promise: returns 1, and no other attempt can be acknowledged; or 0 and changes nothing: the lease has passed on.
if not held(ARGV[2], ARGV[3]) then return 0 end
redis.call('ZREM', key('leases'), ARGV[2])
forget(ARGV[2])
count_finished(clock(ARGV[1]), tonumber(ARGV[4]))
return 1
