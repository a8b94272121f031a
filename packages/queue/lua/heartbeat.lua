-- Renews all leases of a worker, notes that it lives, reaps those of silent ones and brings those back whose retry is due.
-- KEYS[1] root; ARGV[3] worker, [4] its slots, [5…] id and attempt of its jobs, at most 1,000
-- Promise: returns two lists of them, counted from 1: which it holds no longer, and which were cancelled.
touch()
settle()
local ids, lost, cancelled, renewed = {}, {}, {}, {}
for i = 5, #ARGV, 2 do ids[#ids + 1] = ARGV[i] end
if #ids > 0 then
  local running = redis.call('HMGET', key('attempts'), unpack(ids))
  local leases = redis.call('ZMSCORE', key('leases'), unpack(ids))
  local unwanted = redis.call('SMISMEMBER', key('cancelled'), unpack(ids))
  for i, id in ipairs(ids) do
    if leases[i] and string.match(running[i], '^%d+') == ARGV[2 * i + 4] then
      renewed[#renewed + 1] = now + lease
      renewed[#renewed + 1] = id
      if unwanted[i] == 1 then cancelled[#cancelled + 1] = i end
    else
      lost[#lost + 1] = i
    end
  end
  if #renewed > 0 then redis.call('ZADD', key('leases'), unpack(renewed)) end
end

redis.call('ZADD', key('workers'), now, ARGV[3])
redis.call('HSET', key('slots'), ARGV[3], ARGV[4])
redis.call('HSET', key('busy'), ARGV[3], #renewed / 2)
for _, gone in ipairs(redis.call('ZRANGEBYSCORE', key('workers'), '-inf', now - 3 * lease)) do
  redis.call('ZREM', key('workers'), gone)
  redis.call('HDEL', key('slots'), gone)
  redis.call('HDEL', key('busy'), gone)
end
local slots = 0
for _, count in ipairs(redis.call('HVALS', key('slots'))) do slots = slots + tonumber(count) end
redis.call('HSET', key('counters'), 'slots', slots)

local oldest = math.floor((now - 60000) / 5000)
for _, slice in ipairs(redis.call('HKEYS', key('finished'))) do
  if tonumber(string.match(slice, '%d+')) < oldest then redis.call('HDEL', key('finished'), slice) end
end
for _, class in ipairs(classes) do
  set_virtual_time(class.name, virtual_time(class.name))
  forget_passed(class.name, 1000)
end

if reap() + promote() > 0 then ring() end
save_counters()
return { lost, cancelled }
