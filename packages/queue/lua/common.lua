-- Put in front of every script but add-one.lua. KEYS[1] is the root key, `{gavel:queue:NAME}`; all other keys are made from
-- it and share its hash tag, so that they live on one node of a cluster. ARGV[1] is now in ms or '', [2] the queue's settings.
--
--   jobs            hash  id -> 'CLASS TENANT\nPAYLOAD': every job that is known, in any state
--   line:CLASS      zset  jobs that wait, by start tag (see fair.lua)
--   tenants:CLASS   zset  tenant -> finish tag of its last job; those behind the class's virtual time are dropped
--   late:CLASS      hash  tenant -> how far its waiting jobs have yet to move back;  base  hash  id -> of that, done
--   attempts        hash  id -> 'ATTEMPT', while it runs 'ATTEMPT TAG'; none: no script has seen it run
--   leases          zset  running jobs, by the time their lease ends
--   delayed, dead   zset  jobs that wait for a retry, by its time; jobs given up, by the time of it
--   faults          hash  id -> [leases lost, failures, last reason] as JSON
--   cancelled       set   running jobs that shall not run again
--   inbox           list  where idle workers wait: new jobs, 'ID\nRECORD', and '', which only wakes (see arrivals.lua)
--   taken           list  what they got there, until the next script runs
--   workers         zset  worker -> last heartbeat;  slots, busy  hashes  worker -> its slots, its jobs
--   finished        hash  5 s slice -> jobs acknowledged in it; uSLICE -> milliseconds they took
--   counters        hash  virtual:CLASS, at:CLASS, credit:CLASS, paused:CLASS, slots, seen, leases-lost, retries
local root = KEYS[1]

local function key(name, class)
  if class then return root .. ':' .. name .. ':' .. class end
  return root .. ':' .. name
end

-- What a test gives, otherwise the clock of Redis, which all workers share.
local now = tonumber(ARGV[1])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end

-- 'LEASE LOST NAME:WEIGHT NAME:WEIGHTb …': lease in ms, leases that may be lost, classes, b: a class of the background.
local lease, max_lost, class_list = string.match(ARGV[2], '^(%d+) (%d+) (.+)$')
lease, max_lost = tonumber(lease), tonumber(max_lost)
local classes = {}
for name, weight, background in string.gmatch(class_list, '([%w_-]+):(%d+)(b?)') do
  classes[#classes + 1] = { name = name, weight = tonumber(weight), background = background == 'b' }
end

local function class_and_tenant(record) return string.match(record, '^(%S+) ([^\n]*)\n') end

local function forget(ids)
  if #ids == 0 then return end
  for _, name in ipairs({ 'jobs', 'attempts', 'faults', 'base' }) do redis.call('HDEL', key(name), unpack(ids)) end
  redis.call('SREM', key('cancelled'), unpack(ids))
end

-- 'ATTEMPT TAG' of a running job if this attempt holds it. A lease ends when somebody reaps it, not by the clock alone: a
-- late holder that nobody has replaced still holds.
local function held(id, attempt)
  if not redis.call('ZSCORE', key('leases'), id) then return nil end
  local running = redis.call('HGET', key('attempts'), id)
  return string.match(running, '^%d+') == attempt and running or nil
end

-- Of the last minute: jobs acknowledged, milliseconds that each took on average (nil: none was).
local function finished_lately()
  local oldest, count, used = math.floor((now - 60000) / 5000), 0, 0
  local slices = redis.call('HGETALL', key('finished'))
  for i = 1, #slices, 2 do
    local of_use, slice = string.match(slices[i], '^(u?)(%d+)$')
    if tonumber(slice) > oldest then
      if of_use == '' then count = count + tonumber(slices[i + 1]) else used = used + tonumber(slices[i + 1]) end
    end
  end
  return count, count > 0 and used / count or nil
end
