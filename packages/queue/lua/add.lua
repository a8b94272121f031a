-- Adds jobs that are not known yet. A waiting one that is known keeps its place; its attempt number never falls.
-- KEYS[1] root; ARGV[1] jobs as JSON: [[id, tenant, class, payload, attempt], …]
-- Promise: returns how many were added; each of those is in line, and the bell has rung for it.
local added = 0
for _, job in ipairs(cjson.decode(ARGV[1])) do
  local id, tenant, class, payload, attempt = job[1], job[2], job[3], job[4], job[5]
  if redis.call('SADD', key('ids'), id) == 1 then
    redis.call('HSET', key('job', id), 'tenant', tenant, 'class', class, 'payload', payload, 'attempt', attempt)
    enter_line(id, class, tenant, false)
    added = added + 1
  else
    local known = redis.call('HMGET', key('job', id), 'state', 'attempt')
    if known[1] == 'waiting' and attempt > tonumber(known[2]) then
      redis.call('HSET', key('job', id), 'attempt', attempt)
    end
  end
end
ring_bell(added)
return added
