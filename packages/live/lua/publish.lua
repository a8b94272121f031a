-- KEYS[1] root; ARGV[1] the event, [2] a random epoch in case one begins, [3] messages kept, [4] ms they are kept,
-- [5] PUBLISH, or SPUBLISH on a cluster
-- Promise: the message has the next offset, is in the history and on its way to all subscribers as
-- 'epoch offset event', in the order of offsets. Returns {epoch, offset}.
local epoch, offset = position(ARGV[2])
offset = offset + 1
redis.call('HSET', position_key, 'offset', offset)
redis.call('PEXPIRE', position_key, math.max(POSITION_MS, tonumber(ARGV[4])))
redis.call('XADD', history_key, 'MAXLEN', ARGV[3], offset .. '-0', 'e', ARGV[1])
redis.call('PEXPIRE', history_key, ARGV[4])
redis.call(ARGV[5], KEYS[1], epoch .. ' ' .. offset .. ' ' .. ARGV[1])
return { epoch, offset }
