-- How many jobs are served before each of these, plus one, if nothing is added meanwhile.
-- KEYS[1] root; ARGV[1] now or '', [2] classes 'name:weight,…', [3…] ids
-- Promise: returns [slots of all workers, ms that a job takes or -1, place or 0 (it does not wait), …]. In its class:
-- exact for the first job of a tenant; for the k-th at most one round of the ring too high, never too low. Other
-- classes are counted in by their weights. Cost of each: O(log n + 256 + k / 256).
local function place(id)
  local job = redis.call('HMGET', key('job', id), 'class', 'tenant', 'state')
  if job[3] ~= 'waiting' then return 0 end
  local class, tenant = job[1], job[2]
  local before = redis.call('ZRANK', key('line', class, tenant), id)
  local name = key('depth', class)

  -- Every tenant is served min(its jobs, `before`) times in the rounds before ours: the sum of depth 1 … before.
  local fields = {}
  local blocks = math.floor(before / BLOCK)
  for block = 0, blocks - 1 do fields[#fields + 1] = 'b' .. block end
  for n = blocks * BLOCK + 1, before do fields[#fields + 1] = n end
  local ahead = 0
  for from = 1, #fields, 1000 do
    for _, count in ipairs(redis.call('HMGET', name, unpack(fields, from, math.min(from + 999, #fields)))) do
      ahead = ahead + tonumber(count or 0)
    end
  end

  -- In our own round come those who have a turn before us and still a job for it.
  local turn = redis.call('ZRANK', key('ring', class), tenant)
  local rivals = tonumber(redis.call('HGET', name, before + 1) or 1) - 1
  local position = ahead + math.min(turn, rivals) + 1

  local classes, weight = parse_classes(ARGV[2]), 1
  for _, other in ipairs(classes) do
    if other.name == class then weight = other.weight end
  end
  local total = position
  for _, other in ipairs(classes) do
    if other.name ~= class then
      local waiting = tonumber(redis.call('HGET', key('waiting'), other.name) or 0)
      total = total + math.min(waiting, math.floor(position * other.weight / weight))
    end
  end
  return total
end

local count, took = finished_lately(clock(ARGV[1]))
local slots = 0
for _, worker in ipairs(redis.call('ZRANGE', key('workers'), 0, -1)) do
  slots = slots + tonumber(redis.call('HGET', key('worker', worker), 'slots') or 0)
end
local places = { slots, took and math.floor(took) or -1 }
for i = 3, #ARGV do places[i] = place(ARGV[i]) end
return places
