-- KEYS[1] root; ARGV[1] state, [2] how many to skip, [3] how many to look at, [4…] classes
-- Promise: [how many there are in all, [[id, tenant, class, payload, attempt, reason or '', time in ms or 0], …]]: in
-- line by class, tenant and place, others by their time (end of lease, retry, death). Changes nothing.
local state, skip, count = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local jobs, total = {}, 0
local function page(name)
  local length = redis.call('ZCARD', name)
  local from = math.max(skip - total, 0)
  if from < length and count > 0 then
    local ids = redis.call('ZRANGE', name, from, from + count - 1, 'WITHSCORES')
    for i = 1, #ids, 2 do
      local job = redis.call('HMGET', key('job', ids[i]), 'tenant', 'class', 'payload', 'attempt', 'reason')
      local at = state == 'waiting' and 0 or tonumber(ids[i + 1])
      jobs[#jobs + 1] = { ids[i], job[1], job[2], job[3], tonumber(job[4]), job[5] or '', at }
    end
    count = count - #ids / 2
  end
  total = total + length
end
if state == 'waiting' then
  for i = 4, #ARGV do
    for _, tenant in ipairs(redis.call('ZRANGE', key('ring', ARGV[i]), 0, -1)) do page(key('line', ARGV[i], tenant)) end
  end
else
  page(key(state == 'running' and 'leases' or state))
end
return { total, jobs }
