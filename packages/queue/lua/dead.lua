-- KEYS[1] root; ARGV[1] how many at most
-- Promise: [[id, tenant, class, payload, attempt, reason, died at in ms], …], the longest dead first; changes nothing.
local dead = {}
local ids = redis.call('ZRANGE', key('dead'), 0, tonumber(ARGV[1]) - 1, 'WITHSCORES')
for i = 1, #ids, 2 do
  local job = redis.call('HMGET', key('job', ids[i]), 'tenant', 'class', 'payload', 'attempt', 'reason')
  dead[#dead + 1] = { ids[i], job[1], job[2], job[3], tonumber(job[4]), job[5], tonumber(ids[i + 1]) }
end
return dead
