-- Dead jobs get all their tries again, at the end of their tenants' lines.
-- KEYS[1] root; ARGV[3] how many of the longest dead, [4…] or: which
-- Promise: returns how many were put back; ids that are not dead are passed over.
settle()
local ids = { unpack(ARGV, 4) }
if #ids == 0 then ids = redis.call('ZRANGE', key('dead'), 0, tonumber(ARGV[3]) - 1) end
local back = 0
for _, id in ipairs(ids) do
  if redis.call('ZREM', key('dead'), id) == 1 then
    local class, tenant = class_and_tenant(redis.call('HGET', key('jobs'), id))
    redis.call('HDEL', key('faults'), id)
    enter(class, { { id, tenant } })
    back = back + 1
  end
end
if back > 0 then ring() end
save_counters()
return back
