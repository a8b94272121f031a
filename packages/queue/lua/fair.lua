-- The order in a class: start-time fair queueing (Goyal, Vin, Cheng, "Start-time Fair Queuing", SIGCOMM 1996). A job's
-- start tag is the later of the class's virtual time and its tenant's finish tag; its finish tag is COST more. Served is
-- the smallest start tag, and the virtual time follows it. Tags are microseconds of work. So a tenant with a thousand
-- jobs has them COST apart, and a newcomer comes after the first of them. What a job took beyond COST is known when it
-- ends: the tenant's finish tag moves on by it, and so do its waiting jobs, each when it comes to the front.
-- Each arrival moves the virtual time by 1, so that equals are served as they came; while nothing waits it goes with
-- the clock, so that old use is forgotten.
local COST = 100000
-- Bounds one call; each move is paid for by COST of work.
local MOVES = 1000

-- A script reads `counters` in one go, those of the order and those of the sharing; whoever may have changed some saves them
-- in one at its end.
local counters, changed = {}, {}
local function read_counters(one, first, second)
  local names = { one }
  for _, class in ipairs(classes) do
    names[#names + 1] = first .. class.name
    names[#names + 1] = second .. class.name
  end
  for i, value in ipairs(redis.call('HMGET', key('counters'), unpack(names))) do counters[names[i]] = value end
end

local function counter(name)
  if counters.seen == nil then read_counters('seen', 'virtual:', 'at:') end
  return counters[name]
end

local function set_counter(name, value)
  if tonumber(counter(name)) == value then return end
  counters[name], changed[name] = value, value
end

local function save_counters()
  local fields = {}
  for name, value in pairs(changed) do
    fields[#fields + 1] = name
    fields[#fields + 1] = value
  end
  if #fields > 0 then redis.call('HSET', key('counters'), unpack(fields)) end
  changed = {}
end

local function virtual_time(class)
  local virtual, at = tonumber(counter('virtual:' .. class) or 0), tonumber(counter('at:' .. class) or now)
  if now > at and redis.call('EXISTS', key('line', class)) == 0 then virtual = virtual + (now - at) * 1000 end
  return virtual
end

local function set_virtual_time(class, virtual)
  set_counter('virtual:' .. class, virtual)
  set_counter('at:' .. class, now)
end

-- Most that come into line in one go, for the stack of Lua.
local PAGE = 500

-- Puts jobs into line: {id, tenant, its old start tag or nil} each. At most PAGE.
local function enter(class, entries)
  if #entries == 0 then return end
  local virtual = virtual_time(class)
  local finish, names = {}, {}
  for _, entry in ipairs(entries) do
    if not finish[entry[2]] then
      finish[entry[2]] = 0
      names[#names + 1] = entry[2]
    end
  end
  for i, tag in ipairs(redis.call('ZMSCORE', key('tenants', class), unpack(names))) do
    finish[names[i]] = tonumber(tag or 0)
  end
  local late = {}
  if redis.call('EXISTS', key('late', class)) == 1 then
    for i, by in ipairs(redis.call('HMGET', key('late', class), unpack(names))) do late[names[i]] = by end
  end

  local line, finishes = {}, {}
  for _, entry in ipairs(entries) do
    local id, tenant, start = entry[1], entry[2], entry[3]
    if not start then
      virtual = virtual + 1
      start = math.max(virtual, finish[tenant])
      finish[tenant] = start + COST
    end
    line[#line + 1] = start
    line[#line + 1] = id
    if late[tenant] then redis.call('HSET', key('base'), id, late[tenant]) end
  end
  for _, tenant in ipairs(names) do
    if finish[tenant] > 0 then
      finishes[#finishes + 1] = finish[tenant]
      finishes[#finishes + 1] = tenant
    end
  end
  redis.call('ZADD', key('line', class), unpack(line))
  if #finishes > 0 then redis.call('ZADD', key('tenants', class), unpack(finishes)) end
  set_virtual_time(class, virtual)
end

-- How far a waiting job has yet to move back.
local function still_late(class, tenant, id)
  local by = tonumber(redis.call('HGET', key('late', class), tenant) or 0)
  if by == 0 then return 0, by end
  return math.max(by - tonumber(redis.call('HGET', key('base'), id) or 0), 0), by
end

-- Takes the first `count` out of the line: id, tag, id, tag, …
local function pop(class, count)
  local line = key('line', class)
  if redis.call('EXISTS', key('late', class)) == 0 then return redis.call('ZPOPMIN', line, count) end
  local popped, moves = {}, 0
  while #popped < 2 * count do
    local id, tag = unpack(redis.call('ZPOPMIN', line))
    if not id then break end
    local _, tenant = class_and_tenant(redis.call('HGET', key('jobs'), id))
    local back, by = still_late(class, tenant, id)
    if back > 0 and moves < MOVES then
      moves = moves + 1
      redis.call('ZADD', line, tag + back, id)
      redis.call('HSET', key('base'), id, by)
    else
      popped[#popped + 1] = id
      popped[#popped + 1] = tag
    end
  end
  return popped
end

-- A job that began at this tag took so long.
local function charge(class, tenant, tag, used_ms)
  local over = math.floor(used_ms * 1000) - COST
  if over <= 0 then return end
  local finish = tonumber(redis.call('ZSCORE', key('tenants', class), tenant) or tag + COST)
  redis.call('ZADD', key('tenants', class), finish + over, tenant)
  redis.call('HINCRBY', key('late', class), tenant, over)
end

-- Tenants that virtual time has passed have no debt left. At most `count` of them go.
local function forget_passed(class, count)
  local passed = redis.call('ZRANGEBYSCORE', key('tenants', class), '-inf', virtual_time(class), 'LIMIT', 0, count)
  if #passed == 0 then return end
  redis.call('ZREM', key('tenants', class), unpack(passed))
  redis.call('HDEL', key('late', class), unpack(passed))
end
