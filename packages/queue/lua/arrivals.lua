-- What came without a script of the order: `add-one.lua` pushes a new job into `inbox` and does nothing else about it. A
-- worker that waits there has it in the same moment, moved by Redis into `taken` (BLMOVE), and begins its first attempt.
-- Each script that reads or changes the order first settles that: what was handed over gets the lease that its worker
-- renews, and goes back into line with it if that worker is dead; what nobody waited for comes into line. Some 500 do: who
-- finds so many in the inbox after its add has them settled. No promise of a script counts that in.
-- '' in the inbox is a ring: it only wakes. What a script takes out of the inbox leaves one, for a worker that is just
-- about to wait.
local rung = false

local function ring()
  if rung then return end
  redis.call('LPUSH', key('inbox'), '')
  rung = true
end

-- Nothing but rings is in the inbox once a script has settled it.
local function stop_ringing()
  if rung then redis.call('DEL', key('inbox')) end
  rung = false
end

-- 'ID\nCLASS TENANT\nPAYLOAD' of each but the rings, pushed from the left: gives {id, tenant, class} as they came.
local function read_tokens(name)
  local tokens, jobs = redis.call('LRANGE', key(name), 0, -1), {}
  for i = #tokens, 1, -1 do
    local id, class, tenant = string.match(tokens[i], '^([^\n]+)\n(%S+) ([^\n]*)\n')
    if id then jobs[#jobs + 1] = { id, tenant, class = class } end
  end
  return jobs, #tokens
end

-- Its turn is counted. It may have passed jobs in line, which a ring was on its way for: they are not thought to be served.
local function begin_handed(job)
  local id, class = job[1], job.class
  enter(class, { job })
  local tag = redis.call('ZSCORE', key('line', class), id)
  redis.call('ZREM', key('line', class), id)
  if redis.call('EXISTS', key('line', class)) == 0 then
    set_virtual_time(class, math.max(virtual_time(class), tonumber(tag)))
  end
  redis.call('HSET', key('attempts'), id, '1 ' .. tag)
  redis.call('ZADD', key('leases'), now + lease, id)
end

local function settle()
  local handed, moved = read_tokens('taken')
  local arrived, left = read_tokens('inbox')
  if moved > 0 then redis.call('DEL', key('taken')) end
  rung = left > 0
  if #handed + #arrived == 0 then return end
  for _, job in ipairs(handed) do begin_handed(job) end
  if #arrived > 0 then
    stop_ringing()
    ring()
    local entries = {}
    for _, job in ipairs(arrived) do
      entries[job.class] = entries[job.class] or {}
      table.insert(entries[job.class], job)
    end
    for class, jobs in pairs(entries) do
      for from = 1, #jobs, PAGE do enter(class, { unpack(jobs, from, math.min(from + PAGE - 1, #jobs)) }) end
    end
  end
  save_counters()
end
