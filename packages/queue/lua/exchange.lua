-- Ends jobs and gives others, in one step: what keeps a busy worker busy.
-- KEYS[1] root; ARGV[3] worker, [4] how many jobs it wants, [5] ms it will wait at the bell when it gets fewer, or 0,
-- [6…] id, attempt, milliseconds it took of each job that is done; at most 500 both
-- Promise: returns [[1 or 0 for each that is done], [id, attempt, record, …]]. 1: nothing is left of it, and no other
-- attempt can be acknowledged; 0: the lease has passed on, nothing was changed. Each job given is under a lease, with an
-- attempt number above all before. Cost O((n + done) log m), whatever the numbers of tenants and jobs.
touch()

local function acknowledge()
  if #ARGV < 6 then return {} end
  local ids = {}
  for i = 6, #ARGV, 3 do ids[#ids + 1] = ARGV[i] end
  local running = redis.call('HMGET', key('attempts'), unpack(ids))
  local leases = redis.call('ZMSCORE', key('leases'), unpack(ids))
  local outcome, done, seen, used = {}, {}, {}, 0
  for i, id in ipairs(ids) do
    local attempt, took = ARGV[3 * i + 4], tonumber(ARGV[3 * i + 5])
    local ours = leases[i] and not seen[id] and string.match(running[i], '^%d+') == attempt
    outcome[i] = ours and 1 or 0
    if ours then
      seen[id] = true
      done[#done + 1] = id
      used = used + took
      if took * 1000 > COST then
        local class, tenant = class_and_tenant(redis.call('HGET', key('jobs'), id))
        charge(class, tenant, tonumber(string.match(running[i], ' (.+)$')), took)
      end
    end
  end
  if #done == 0 then return outcome end
  redis.call('ZREM', key('leases'), unpack(done))
  forget(done)
  local slice = math.floor(now / 5000)
  redis.call('HINCRBY', key('finished'), slice, #done)
  if used > 0 then redis.call('HINCRBY', key('finished'), 'u' .. slice, math.floor(used)) end
  return outcome
end

-- Jobs that lie in the bell go first: they are under a lease already.
local function fetch(n)
  local given, kept = {}, {}
  local rung = redis.call('LRANGE', key('bell'), 0, -1)
  if #rung == 0 then return given end
  redis.call('DEL', key('bell'))
  for i = #rung, 1, -1 do
    local id, attempt, record = string.match(rung[i], '^([^\n]*)\n(%d+)\n(.*)$')
    if id and #given < 3 * n then
      redis.call('ZADD', key('leases'), now + lease, id)
      for _, part in ipairs({ id, tonumber(attempt), record }) do given[#given + 1] = part end
    elseif id then
      kept[#kept + 1] = rung[i]
    end
  end
  if #kept > 0 then redis.call('LPUSH', key('bell'), unpack(kept)) end
  return given
end

local outcome, wanted = acknowledge(), tonumber(ARGV[4])
if wanted == 0 then
  save_counters()
  return { outcome, {} }
end
reap()
promote()
local given = fetch(wanted)
local served, left = serve(wanted - #given / 3)
for _, class in ipairs(classes) do
  if class.count then forget_passed(class.name, 2 * class.count + 10) end
end
for _, part in ipairs(served) do given[#given + 1] = part end
if left and redis.call('LLEN', key('bell')) == 0 then redis.call('LPUSH', key('bell'), '') end
if #given < 3 * wanted and ARGV[5] ~= '0' then redis.call('ZADD', key('idle'), now + tonumber(ARGV[5]), ARGV[3]) end
save_counters()
return { outcome, given }
