-- KEYS[1] root; ARGV[3] how many of the longest dead, [4…] or: which
-- Promise: returns the ids of those that were dead; nothing is left of them.
local ids = { unpack(ARGV, 4) }
if #ids == 0 then ids = redis.call('ZRANGE', key('dead'), 0, tonumber(ARGV[3]) - 1) end
local dropped = {}
for _, id in ipairs(ids) do
  if redis.call('ZREM', key('dead'), id) == 1 then dropped[#dropped + 1] = id end
end
forget(dropped)
return dropped
