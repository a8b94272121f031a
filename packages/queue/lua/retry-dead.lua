-- Dead jobs get all their tries again, at the end of their tenants' lines.
-- KEYS[1] root; ARGV[1] how many of the longest dead, [2…] or: which
-- Promise: returns how many were put back; ids that are not dead are passed over.
local ids = { unpack(ARGV, 2) }
if #ids == 0 then ids = redis.call('ZRANGE', key('dead'), 0, tonumber(ARGV[1]) - 1) end
local back = 0
for _, id in ipairs(ids) do
  if redis.call('ZREM', key('dead'), id) == 1 then
    local job = redis.call('HMGET', key('job', id), 'class', 'tenant')
    redis.call('HDEL', key('job', id), 'lost', 'failures', 'reason')
    enter_line(id, job[1], job[2], false)
    back = back + 1
  end
end
ring_bell(back)
return back
