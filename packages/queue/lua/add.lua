-- Adds jobs that are not known yet. A waiting one that is known keeps its place; its attempt number never falls.
-- KEYS[1] root; ARGV[3…] id, last attempt, record 'CLASS TENANT\nPAYLOAD' of each, at most 500 jobs
-- Promise: returns 1 or 0 for each: it was added and is in line, or it was known. A worker that waits has been woken.
touch()
settle()
local outcome, entries, added = {}, {}, 0
for i = 3, #ARGV, 3 do
  local id, attempt, record = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  local is_new = redis.call('HSETNX', key('jobs'), id, record)
  if is_new == 1 then
    local class, tenant = class_and_tenant(record)
    entries[class] = entries[class] or {}
    table.insert(entries[class], { id, tenant })
    added = added + 1
    if attempt ~= '0' then redis.call('HSET', key('attempts'), id, attempt) end
  elseif attempt ~= '0' and not redis.call('ZSCORE', key('leases'), id) then
    local known = tonumber(redis.call('HGET', key('attempts'), id) or 0)
    if tonumber(attempt) > known then redis.call('HSET', key('attempts'), id, attempt) end
  end
  outcome[#outcome + 1] = is_new
end
for class, new in pairs(entries) do enter(class, new) end
if added > 0 then ring() end
save_counters()
return outcome
