-- The usual case of `add`, ahead of it: one new job of a class that is neither paused nor of the background. Does it without the
-- functions that the rest of the script would have to make first, and hands it to a worker with half the commands; or
-- changes nothing and leaves it to the rest. Answer and state are the same (add-one.test.ts). 100000 is COST of fair.lua.
if #ARGV == 5 and ARGV[4] == '0' then
  local root, id, record = KEYS[1], ARGV[3], ARGV[5]
  local class, tenant = string.match(record, '^(%S+) ([^\n]*)\n')
  local now = tonumber(ARGV[1])
  if not now then
    local time = redis.call('TIME')
    now = time[1] * 1000 + math.floor(time[2] / 1000)
  end
  local lease = tonumber(string.match(ARGV[2], '^%d+'))
  local _, named = string.find(ARGV[2], ' ' .. class .. ':', 1, true)
  local background = string.match(ARGV[2], '^%d+b', named + 1)

  local line, counters = root .. ':line:' .. class, root .. ':counters'
  local known = redis.call('HMGET', counters, 'seen', 'virtual:' .. class, 'at:' .. class, 'paused:' .. class)
  local seen, virtual, at = tonumber(known[1] or 0), tonumber(known[2] or 0), tonumber(known[3] or now)
  local idle = redis.call('ZRANGEBYSCORE', root .. ':idle', now, '+inf', 'LIMIT', 0, 1)[1]
  -- Where a worker waits a job may still be in line: one of the background, to which this one's turn counts as credit.
  local lines = { line }
  if idle then
    for other in string.gmatch(ARGV[2], ' ([%w_-]+):') do lines[#lines + 1] = root .. ':line:' .. other end
  end
  local empty = redis.call('EXISTS', unpack(lines)) == 0

  if now - seen <= lease / 2 and not background and not known[4] and (empty or not idle) then
    if now - seen >= lease / 16 then seen = now end
    if redis.call('HSETNX', root .. ':jobs', id, record) == 0 then
      redis.call('HSET', counters, 'seen', seen)
      return { 0 }
    end
    if empty and now > at then virtual = virtual + (now - at) * 1000 end
    local tenants = root .. ':tenants:' .. class
    local finish = tonumber(redis.call('ZSCORE', tenants, tenant) or 0)
    virtual = virtual + 1
    local start = math.max(virtual, finish)
    redis.call('ZADD', tenants, start + 100000, tenant)
    if idle then
      -- Nothing else waits: it is this job's turn.
      redis.call('HSET', root .. ':attempts', id, '1 ' .. string.format('%.0f', start))
      redis.call('ZADD', root .. ':leases', now + lease, id)
      redis.call('LPUSH', root .. ':bell', id .. '\n1\n' .. record)
      redis.call('ZREM', root .. ':idle', idle)
      virtual = start
    else
      redis.call('ZADD', line, start, id)
      -- A tenant without a finish tag owes nothing.
      local late = finish > 0 and redis.call('HGET', root .. ':late:' .. class, tenant)
      if late then redis.call('HSET', root .. ':base', id, late) end
      -- Whoever made the line has rung already.
      if empty and redis.call('LLEN', root .. ':bell') == 0 then redis.call('LPUSH', root .. ':bell', '') end
    end
    redis.call('HSET', counters, 'seen', seen, 'virtual:' .. class, virtual, 'at:' .. class, now)
    return { 1 }
  end
end
