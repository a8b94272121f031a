-- How many jobs are served before each of these, plus one, if nothing is added meanwhile.
-- KEYS[1] root; ARGV[3…] ids, at most 500
-- Promise: returns [slots of all workers, ms that a job takes or -1, of each: place or 0 (it does not wait), 1 if its class
-- is paused, …]. In its class a place is exact while no other tenant is late; then it is never too low. Other classes are
-- counted in by their weights. Cost of each: O(log n), of a late tenant's O(log n + LOOK).
settle()
local lengths, paused = {}, {}
for _, class in ipairs(classes) do
  paused[class.name] = redis.call('HEXISTS', key('counters'), 'paused:' .. class.name)
  lengths[class.name] = paused[class.name] == 1 and 0 or redis.call('ZCARD', key('line', class.name))
end

-- Bounds the look at who stands between a late job and where it will be.
local LOOK = 100
local owners = {}
local function owner(id)
  if not owners[id] then owners[id] = select(2, class_and_tenant(redis.call('HGET', key('jobs'), id))) end
  return owners[id]
end

-- Jobs from this tag on that a tenant's job which is late by `back` lets pass: those of others, and of its own those that
-- have moved back already. Its own later ones move with it.
local function that_pass(line, tag, back, late, tenant)
  local due = '(' .. string.format('%.0f', tag + back)
  local between, count = redis.call('ZRANGEBYSCORE', line, tag, due, 'WITHSCORES', 'LIMIT', 0, LOOK), 0
  local own, tags = {}, {}
  for i = 1, #between, 2 do
    if owner(between[i]) == tenant then
      own[#own + 1] = between[i]
      tags[#own] = tonumber(between[i + 1])
    else
      count = count + 1
    end
  end
  local moved = #own > 0 and redis.call('HMGET', key('base'), unpack(own)) or {}
  for i, by in ipairs(moved) do
    if tags[i] + math.max(late - tonumber(by or 0), 0) < tag + back then count = count + 1 end
  end
  if #between < 2 * LOOK then return count end
  return math.ceil(count / LOOK * redis.call('ZCOUNT', line, tag, due))
end

local function place(id)
  local record = redis.call('HGET', key('jobs'), id)
  if not record then return 0, 0 end
  local class, tenant = class_and_tenant(record)
  local line = key('line', class)
  local rank = redis.call('ZRANK', line, id)
  if not rank then return 0, 0 end
  local position = rank + 1
  local back, late = still_late(class, tenant, id)
  if back > 0 then
    position = position + that_pass(line, tonumber(redis.call('ZSCORE', line, id)), back, late, tenant)
  end
  local weight = 1
  for _, other in ipairs(classes) do
    if other.name == class then weight = other.weight end
  end
  local total = position
  for _, other in ipairs(classes) do
    if other.name ~= class then
      total = total + math.min(lengths[other.name], math.floor(position * other.weight / weight))
    end
  end
  return total, paused[class]
end

local _, took = finished_lately()
local places = { tonumber(redis.call('HGET', key('counters'), 'slots') or 0), took and math.floor(took) or -1 }
for i = 3, #ARGV do places[2 * i - 3], places[2 * i - 2] = place(ARGV[i]) end
return places
