-- Who gets what: classes by weight, jobs to workers; what brings jobs back into line.

-- Smooth weighted round robin: each class that has jobs gains its weight, the richest pays for all. Ties go to the first
-- named. A class of the background leaves the last free slot to what may come, unless others wait too (then somebody
-- takes it anyway, and by weight none starves) or there is only one slot at all.
-- Gives for each class how many, in which order, and whether some are left that could be taken.
local function share(n)
  if counters.slots == nil then read_counters('slots', 'credit:', 'paused:') end
  local slots = tonumber(counters.slots or 0)
  local open, foreground, background = {}, 0, false
  for _, class in ipairs(classes) do
    class.credit, class.left = tonumber(counters['credit:' .. class.name] or 0), 0
    if not counters['paused:' .. class.name] then class.left = redis.call('ZCARD', key('line', class.name)) end
    if class.left > 0 then
      open[#open + 1] = class
      if class.background then background = true else foreground = foreground + 1 end
    end
  end
  local free = background and slots > 1 and slots - redis.call('ZCARD', key('leases')) or nil

  local order = {}
  while #order < n and #open > 0 do
    local best, total = nil, 0
    for _, class in ipairs(open) do
      if not class.background or not free or free - #order > 1 or foreground > 0 then
        class.credit = class.credit + class.weight
        total = total + class.weight
        if not best or class.credit > best.credit then best = class end
      end
    end
    if not best then break end
    best.credit = best.credit - total
    best.count = (best.count or 0) + 1
    best.left = best.left - 1
    order[#order + 1] = best
    if best.left == 0 then
      best.credit = 0
      if not best.background then foreground = foreground - 1 end
      for i, class in ipairs(open) do if class == best then table.remove(open, i) end end
    end
  end
  local left = foreground > 0 or (background and #open > 0 and (not free or free - #order > 1))
  return order, left
end

-- Gives up to n jobs, each under a lease: {id, attempt, record, …}, and whether some are left that could be taken.
local function serve(n)
  local order, left = share(n)
  if #order == 0 then return {}, left end
  for _, class in ipairs(classes) do
    if class.count then
      local jobs = pop(class.name, class.count)
      class.popped, class.next = jobs, 1
      set_virtual_time(class.name, math.max(virtual_time(class.name), tonumber(jobs[#jobs])))
    end
    set_counter('credit:' .. class.name, class.credit)
  end

  local ids, tags = {}, {}
  for i, class in ipairs(order) do
    ids[i], tags[i] = class.popped[class.next], class.popped[class.next + 1]
    class.next = class.next + 2
  end
  local records = redis.call('HMGET', key('jobs'), unpack(ids))
  local attempts = redis.call('HMGET', key('attempts'), unpack(ids))
  local served, running, leases = {}, {}, {}
  for i, id in ipairs(ids) do
    local attempt = tonumber(attempts[i] or 0) + 1
    served[3 * i - 2], served[3 * i - 1], served[3 * i] = id, attempt, records[i]
    running[2 * i - 1], running[2 * i] = id, attempt .. ' ' .. tags[i]
    leases[2 * i - 1], leases[2 * i] = now + lease, id
  end
  redis.call('HSET', key('attempts'), unpack(running))
  redis.call('ZADD', key('leases'), unpack(leases))
  return served, left
end

-- A slot is free again: that may be the one that the background waited for, and its worker may not ask by itself.
local function ring_if_left()
  local _, left = share(0)
  if left then ring() end
end

-- While Redis is away, frozen or cut off nobody can renew a lease. Workers call six times a lease: when nobody has for half
-- of one, none ends before two thirds of a lease from now: living workers connect again within a second and renew. Then
-- notes that somebody has called.
local function touch()
  local seen = tonumber(counter('seen') or 0)
  if now - seen < lease / 16 then return end
  if now - seen > lease / 2 then
    for _, id in ipairs(redis.call('ZRANGE', key('leases'), 0, -1)) do
      redis.call('ZADD', key('leases'), 'GT', now + 2 * lease / 3, id)
    end
  end
  set_counter('seen', now)
end

local function faults_of(id)
  local faults = redis.call('HGET', key('faults'), id)
  if faults then return unpack(cjson.decode(faults)) end
  return 0, 0, ''
end

local function note_faults(id, lost, failures, reason)
  redis.call('HSET', key('faults'), id, cjson.encode({ lost, failures, reason }))
end

-- The attempt is over, the job is not: gives class, tenant, start tag.
local function end_attempt(id)
  redis.call('ZREM', key('leases'), id)
  local attempt, tag = string.match(redis.call('HGET', key('attempts'), id), '^(%d+) (.+)$')
  redis.call('HSET', key('attempts'), id, attempt)
  local class, tenant = class_and_tenant(redis.call('HGET', key('jobs'), id))
  return class, tenant, tag
end

-- Expired leases: the job is back at its old place, dead after the last lease allowed. Gives how many: each has left a slot.
local function reap()
  local expired = redis.call('ZRANGEBYSCORE', key('leases'), '-inf', now, 'LIMIT', 0, 100)
  for _, id in ipairs(expired) do
    local class, tenant, tag = end_attempt(id)
    local lost, failures, reason = faults_of(id)
    lost = lost + 1
    redis.call('HINCRBY', key('counters'), 'leases-lost', 1)
    note_faults(id, lost, failures, reason)
    if redis.call('SISMEMBER', key('cancelled'), id) == 1 then
      forget({ id })
    elseif lost >= max_lost then
      note_faults(id, lost, failures, 'its worker fell silent ' .. lost .. ' times')
      redis.call('ZADD', key('dead'), now, id)
    else
      enter(class, { { id, tenant, tag } })
    end
  end
  return #expired
end

-- Delayed jobs whose time has come: at the end of their tenant's line.
local function promote()
  local due = redis.call('ZRANGEBYSCORE', key('delayed'), '-inf', now, 'LIMIT', 0, 100)
  for _, id in ipairs(due) do
    local class, tenant = class_and_tenant(redis.call('HGET', key('jobs'), id))
    redis.call('ZREM', key('delayed'), id)
    enter(class, { { id, tenant } })
  end
  return #due
end
