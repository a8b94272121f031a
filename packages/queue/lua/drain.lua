-- KEYS[1] root; ARGV[1] how many at most, [2…] classes
-- Promise: returns the ids of jobs that waited, in line or for a retry; nothing is left of them. None: none is left.
local limit, drained, wanted = tonumber(ARGV[1]), {}, {}
local function out(id, class, tenant)
  leave_line(id, class, tenant)
  redis.call('ZREM', key('delayed'), id)
  forget(id)
  drained[#drained + 1] = id
end
for i = 2, #ARGV do
  local class = ARGV[i]
  wanted[class] = true
  while #drained < limit do
    local tenant = redis.call('ZRANGE', key('ring', class), 0, 0)[1]
    if not tenant then break end
    for _, id in ipairs(redis.call('ZRANGE', key('line', class, tenant), 0, limit - #drained - 1)) do
      out(id, class, tenant)
    end
  end
end
for _, id in ipairs(redis.call('ZRANGE', key('delayed'), 0, -1)) do
  local job = redis.call('HMGET', key('job', id), 'class', 'tenant')
  if #drained < limit and wanted[job[1]] then out(id, job[1], job[2]) end
end
return drained
