-- Put in front of every script. KEYS[1] is always the root key, `{gavel:queue:NAME}`; all other keys are made from it
-- and share its hash tag, so that they live on one node of a cluster.
--
--   ids             set     every job that is known, in any state
--   job:ID          hash    tenant, class, payload, attempt, state, lost, failures, worker, reason
--   line:CLASS:TEN  zset    a tenant's waiting jobs by place
--   ring:CLASS      zset    tenants that wait, by turn
--   depth:CLASS     hash    n -> how many tenants have at least n waiting jobs; bM -> sum of a block of 256 n
--   waiting         hash    class -> jobs in line
--   credit          hash    class -> credit of the weighted choice
--   counters        hash    last place and turn given at either end; run: the life of Redis that leases were seen in;
--                           leases-lost, retries: how many ever
--   leases          zset    running jobs by the time their lease ends
--   delayed         zset    jobs that wait for a retry, by the time they may run
--   dead            zset    jobs given up, by the time of it
--   bell            list    tokens that wake idle workers
--   workers         zset    worker -> last heartbeat;  worker:ID  hash  slots, running
--   finished        hash    5 s slice -> jobs acknowledged in it; uSLICE -> milliseconds they took
--   cancelled       set     running jobs that shall not run again
--   paused          set     classes of which nothing is taken
local root = KEYS[1]
local BLOCK = 256
local BELL_TOKENS = 64

local function key(name, a, b)
  if b then return root .. ':' .. name .. ':' .. a .. ':' .. b end
  if a then return root .. ':' .. name .. ':' .. a end
  return root .. ':' .. name
end

-- Milliseconds: what a test gives, otherwise the clock of Redis, which all workers share.
local function clock(given)
  if given ~= '' then return tonumber(given) end
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

local function parse_classes(text)
  local classes = {}
  for name, weight in string.gmatch(text, '([^:,]+):(%d+)') do
    classes[#classes + 1] = { name = name, weight = tonumber(weight) }
  end
  return classes
end

local function change(hash, field, by)
  if redis.call('HINCRBY', hash, field, by) == 0 then redis.call('HDEL', hash, field) end
end

-- A tenant's line grew to, or shrank from, `length`.
local function change_depth(class, length, by)
  local name = key('depth', class)
  change(name, length, by)
  change(name, 'b' .. math.floor((length - 1) / BLOCK), by)
end

local function give_turn(class, tenant, front)
  local turn = redis.call('HINCRBY', key('counters'), front and 'turn-front' or 'turn-back', front and -1 or 1)
  redis.call('ZADD', key('ring', class), turn, tenant)
end

-- In front means: first of its tenant, and its tenant has the next turn.
local function enter_line(id, class, tenant, front)
  local line = key('line', class, tenant)
  local place = redis.call('HINCRBY', key('counters'), front and 'front' or 'back', front and -1 or 1)
  redis.call('ZADD', line, place, id)
  local length = redis.call('ZCARD', line)
  change_depth(class, length, 1)
  if length == 1 or front then give_turn(class, tenant, front) end
  change(key('waiting'), class, 1)
  redis.call('HSET', key('job', id), 'state', 'waiting')
end

local function leave_line(id, class, tenant)
  local line = key('line', class, tenant)
  if redis.call('ZREM', line, id) == 0 then return end
  local rest = redis.call('ZCARD', line)
  change_depth(class, rest + 1, -1)
  if rest == 0 then redis.call('ZREM', key('ring', class), tenant) end
  change(key('waiting'), class, -1)
end

-- No more tokens than could wake somebody: `take` rings again while it leaves jobs behind.
local function ring_bell(jobs)
  local bell = key('bell')
  for _ = 1, math.min(jobs, BELL_TOKENS - redis.call('LLEN', bell)) do redis.call('LPUSH', bell, '') end
end

local function bury(id, now, reason)
  redis.call('HSET', key('job', id), 'state', 'dead', 'reason', reason)
  redis.call('ZADD', key('dead'), now, id)
end

-- Nobody can renew a lease while Redis is away: in a new life of it, or on another server, all begin anew. INFO costs 10 µs.
local function forgive_outage(now, lease)
  local run = string.match(redis.call('INFO', 'server'), 'run_id:(%w+)')
  if redis.call('HGET', key('counters'), 'run') == run then return end
  redis.call('HSET', key('counters'), 'run', run)
  for _, id in ipairs(redis.call('ZRANGE', key('leases'), 0, -1)) do
    redis.call('ZADD', key('leases'), 'GT', now + lease, id)
  end
end

local function forget(id)
  redis.call('DEL', key('job', id))
  redis.call('SREM', key('ids'), id)
  redis.call('SREM', key('cancelled'), id)
end

-- Expired leases: in front of their tenant's line, the oldest first; dead after the last one allowed.
local function reap(now, lease, max_lost)
  forgive_outage(now, lease)
  local expired = redis.call('ZRANGEBYSCORE', key('leases'), '-inf', now, 'LIMIT', 0, 100)
  local back = 0
  for i = #expired, 1, -1 do
    local id = expired[i]
    local job = redis.call('HMGET', key('job', id), 'class', 'tenant')
    redis.call('ZREM', key('leases'), id)
    redis.call('HINCRBY', key('counters'), 'leases-lost', 1)
    local lost = redis.call('HINCRBY', key('job', id), 'lost', 1)
    if redis.call('SISMEMBER', key('cancelled'), id) == 1 then
      forget(id)
    elseif lost >= max_lost then
      bury(id, now, 'its worker fell silent ' .. lost .. ' times')
    else
      enter_line(id, job[1], job[2], true)
      back = back + 1
    end
  end
  ring_bell(back)
end

-- Delayed jobs whose time has come: at the end of their tenant's line.
local function promote(now)
  local due = redis.call('ZRANGEBYSCORE', key('delayed'), '-inf', now, 'LIMIT', 0, 100)
  for _, id in ipairs(due) do
    local job = redis.call('HMGET', key('job', id), 'class', 'tenant')
    redis.call('ZREM', key('delayed'), id)
    enter_line(id, job[1], job[2], false)
  end
  ring_bell(#due)
end

-- Adds to the last minute's figures, from which the rate and the wait are estimated.
local function count_finished(now, used_ms)
  local slice = math.floor(now / 5000)
  redis.call('HINCRBY', key('finished'), slice, 1)
  redis.call('HINCRBY', key('finished'), 'u' .. slice, math.floor(used_ms))
end

-- Of the last minute: jobs acknowledged, milliseconds that each took on average (nil: none was).
local function finished_lately(now)
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

-- A lease ends when somebody reaps it, not by the clock alone: a late holder that nobody has replaced still holds.
local function held(id, attempt)
  return redis.call('ZSCORE', key('leases'), id)
    and redis.call('HGET', key('job', id), 'attempt') == attempt
end
