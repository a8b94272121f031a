-- Put in front of every script. A key is a channel's root, `{gavel:live:CHANNEL}`: the name that is published to, and the
-- hash tag of the two keys made from it:
--   :position  hash    epoch, offset (of the last message), reign (in which the epoch began)
--   :history   stream  the last messages; the id of one is its offset
--
-- An epoch ends with the server's reign, from its start or promotion to its end or demotion: Redis takes another
-- replication id then. One that comes back from its append-only file, or a replica that takes over, may have forgotten its
-- last messages and would give their offsets again; readers would then take new messages for old ones. INFO costs 2 µs and
-- cannot be out of date, unlike an id that the caller remembers.
local reign = string.match(redis.call('INFO', 'replication'), 'master_replid:(%w+)')
-- The position outlives the history: whoever has missed nothing can still be told so.
local POSITION_MS = 24 * 3600 * 1000

local function position(root, fresh_epoch)
  local position_key = root .. ':position'
  local known = redis.call('HMGET', position_key, 'epoch', 'offset', 'reign')
  if known[3] == reign then return known[1], tonumber(known[2]) end
  -- A new reign. It does not begin at 0 when there was an old one: its history has no start.
  local offset = known[2] and tonumber(known[2]) + 1 or 0
  redis.call('DEL', root .. ':history')
  redis.call('HSET', position_key, 'epoch', fresh_epoch, 'offset', offset, 'reign', reign)
  redis.call('PEXPIRE', position_key, POSITION_MS)
  return fresh_epoch, offset
end
