-- KEYS[1] root; ARGV[1] how many of the longest dead, [2…] or: which
-- Promise: returns the ids of those that were dead; nothing is left of them.
local ids = { unpack(ARGV, 2) }
if #ids == 0 then ids = redis.call('ZRANGE', key('dead'), 0, tonumber(ARGV[1]) - 1) end
local dropped = {}
for _, id in ipairs(ids) do
  if redis.call('ZREM', key('dead'), id) == 1 then
    forget(id)
    dropped[#dropped + 1] = id
  end
end
return dropped
