-- KEYS[1…] roots; ARGV[1] a random epoch in case some begin, [2] messages kept, [3] ms they are kept, [4] PUBLISH, or SPUBLISH on a
-- cluster, [5…] an event for each root
-- Promise: each message, in this order, has the next offset of its channel, is in the history and on its way to all subscribers
-- as 'epoch offset event', in the order of offsets. Returns {epoch, offset, epoch, offset, …}.
local kept, kept_ms, publish = ARGV[2], ARGV[3], ARGV[4]
local position_ms = math.max(POSITION_MS, tonumber(kept_ms))
local positions = {}
for i, root in ipairs(KEYS) do
  local event = ARGV[4 + i]
  local epoch, offset = position(root, ARGV[1])
  offset = offset + 1
  redis.call('HSET', root .. ':position', 'offset', offset)
  redis.call('PEXPIRE', root .. ':position', position_ms)
  redis.call('XADD', root .. ':history', 'MAXLEN', kept, offset .. '-0', 'e', event)
  redis.call('PEXPIRE', root .. ':history', kept_ms)
  redis.call(publish, root, epoch .. ' ' .. offset .. ' ' .. event)
  positions[#positions + 1] = epoch
  positions[#positions + 1] = offset
end
return positions
