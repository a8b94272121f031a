-- KEYS[1] root; ARGV[3] how many at most, to 500, [4…] classes
-- Promise: returns the ids of jobs that waited, in line or for a retry; nothing is left of them. None: none is left.
settle()
local limit, drained, wanted = tonumber(ARGV[3]), {}, {}
for i = 4, #ARGV do
  local class = ARGV[i]
  wanted[class] = true
  if #drained < limit then
    for _, id in ipairs(redis.call('ZRANGE', key('line', class), 0, limit - #drained - 1)) do
      redis.call('ZREM', key('line', class), id)
      drained[#drained + 1] = id
    end
  end
end
for _, id in ipairs(redis.call('ZRANGE', key('delayed'), 0, -1)) do
  if #drained == limit then break end
  if wanted[class_and_tenant(redis.call('HGET', key('jobs'), id))] then
    redis.call('ZREM', key('delayed'), id)
    drained[#drained + 1] = id
  end
end
forget(drained)
return drained
