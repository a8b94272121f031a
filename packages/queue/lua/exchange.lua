-- Ends jobs and gives others, in one step: what keeps a busy worker busy.
-- KEYS[1] root; ARGV[3] how many jobs the worker wants, [4…] id, attempt, milliseconds it took of each job that is done;
-- at most 500 both
-- Promise: returns [[1 or 0 for each that is done], [id, attempt, record, …]]. 1: nothing is left of it, and no other
-- attempt can be acknowledged; 0: the lease has passed on, nothing was changed. Each job given is under a lease, with an
-- attempt number above all before. Cost O((n + done) log m), whatever the numbers of tenants and jobs.
touch()
settle()

local function acknowledge()
  if #ARGV < 4 then return {} end
  local ids = {}
  for i = 4, #ARGV, 3 do ids[#ids + 1] = ARGV[i] end
  local running = redis.call('HMGET', key('attempts'), unpack(ids))
  local leases = redis.call('ZMSCORE', key('leases'), unpack(ids))
  local outcome, done, seen, used = {}, {}, {}, 0
  for i, id in ipairs(ids) do
    local attempt, took = ARGV[3 * i + 2], tonumber(ARGV[3 * i + 3])
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

local outcome, wanted = acknowledge(), tonumber(ARGV[3])
if wanted == 0 then
  if #outcome > 0 then ring_if_left() end
  save_counters()
  return { outcome, {} }
end
reap()
promote()
local served, left = serve(wanted)
for _, class in ipairs(classes) do
  if class.count then forget_passed(class.name, 2 * class.count + 10) end
end
if left then ring() else stop_ringing() end
save_counters()
return { outcome, served }
