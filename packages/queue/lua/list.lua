-- KEYS[1] root; ARGV[3] state, [4] how many to skip, [5] how many to look at, [6…] classes
-- Promise: [how many there are in all, [[id, attempt, record, last reason, time in ms or 0], …]]: in line by class and
-- order of service, others by their time (end of lease, retry, death).
settle()
local state, skip, count = ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5])
local jobs, total = {}, 0
local function page(name)
  local length = redis.call('ZCARD', name)
  local from = math.max(skip - total, 0)
  if from < length and count > 0 then
    local found = redis.call('ZRANGE', name, from, from + count - 1, 'WITHSCORES')
    for i = 1, #found, 2 do
      local id = found[i]
      local faults = redis.call('HGET', key('faults'), id)
      local attempt = string.match(redis.call('HGET', key('attempts'), id) or '0', '^%d+')
      local at = state == 'waiting' and 0 or tonumber(found[i + 1])
      local reason = faults and cjson.decode(faults)[3] or ''
      jobs[#jobs + 1] = { id, tonumber(attempt), redis.call('HGET', key('jobs'), id), reason, at }
    end
    count = count - #found / 2
  end
  total = total + length
end
if state == 'waiting' then
  for i = 6, #ARGV do page(key('line', ARGV[i])) end
else
  page(key(state == 'running' and 'leases' or state))
end
return { total, jobs }
