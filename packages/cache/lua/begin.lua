-- KEYS[1] root; ARGV[1] writer, [2] ms that it may take, [3] 1: only if no other writes, and the value stays
-- Promise: 'alone' or 'among' (others write too): until `end`, or until that time has passed, nobody fills; what was leased
-- before cannot fill either. 'busy': nothing was changed.
local others = count_writers()
if ARGV[3] == '1' then
  if others > 0 then return 'busy' end
else
  redis.call('DEL', value_key)
end
redis.call('DEL', lease_key)
redis.call('ZADD', writers_key, milliseconds() + ARGV[2], ARGV[1])
redis.call('PEXPIRE', writers_key, math.max(tonumber(ARGV[2]), redis.call('PTTL', writers_key)))
redis.call('SET', last_key, reign .. ARGV[1], 'PX', ARGV[2])
return others == 0 and 'alone' or 'among'
