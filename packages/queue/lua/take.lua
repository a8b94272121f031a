-- Gives up to n jobs: class by weight, in a class the tenant whose turn it is, of a tenant the first in its line.
-- KEYS[1] root; ARGV[1] now or '', [2] lease in ms, [3] leases that may be lost, [4] classes 'name:weight,…',
-- [5] worker, [6] n
-- Promise: returns [[id, tenant, class, payload, attempt], …], each under a lease of this worker and with an attempt
-- number above all before. Cost O(n log m), whatever the numbers of tenants and jobs. While jobs are left the bell
-- holds a token; when none are left it holds none.
local now = clock(ARGV[1])
local lease = tonumber(ARGV[2])
reap(now, lease, tonumber(ARGV[3]))
promote(now)

local open = {}
for _, class in ipairs(parse_classes(ARGV[4])) do
  local paused = redis.call('SISMEMBER', key('paused'), class.name) == 1
  if not paused and redis.call('EXISTS', key('ring', class.name)) == 1 then
    class.credit = tonumber(redis.call('HGET', key('credit'), class.name) or 0)
    open[#open + 1] = class
  end
end

-- Smooth weighted round robin: each class gains its weight, the richest pays for all. Ties go to the first named.
local function choose()
  local best, total = 1, 0
  for i, class in ipairs(open) do
    class.credit = class.credit + class.weight
    total = total + class.weight
    if class.credit > open[best].credit then best = i end
  end
  open[best].credit = open[best].credit - total
  return best
end

local function serve(class)
  local tenant = redis.call('ZPOPMIN', key('ring', class))[1]
  local line = key('line', class, tenant)
  local id = redis.call('ZPOPMIN', line)[1]
  local rest = redis.call('ZCARD', line)
  change_depth(class, rest + 1, -1)
  if rest > 0 then give_turn(class, tenant, false) end
  change(key('waiting'), class, -1)
  local name = key('job', id)
  local attempt = redis.call('HINCRBY', name, 'attempt', 1)
  redis.call('HSET', name, 'state', 'running', 'worker', ARGV[5])
  redis.call('ZADD', key('leases'), now + lease, id)
  return { id, tenant, class, redis.call('HGET', name, 'payload'), attempt }
end

local taken = {}
while #taken < tonumber(ARGV[6]) and #open > 0 do
  local i = choose()
  local class = open[i]
  taken[#taken + 1] = serve(class.name)
  if redis.call('EXISTS', key('ring', class.name)) == 0 then
    redis.call('HDEL', key('credit'), class.name)
    table.remove(open, i)
  end
end
for _, class in ipairs(open) do redis.call('HSET', key('credit'), class.name, class.credit) end

if #open == 0 then
  redis.call('DEL', key('bell'))
elseif redis.call('LLEN', key('bell')) == 0 then
  ring_bell(1)
end
return taken
