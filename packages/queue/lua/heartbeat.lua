-- Renews all leases of a worker, notes that it lives, reaps those of silent ones and wakes delayed jobs.
-- KEYS[1] root; ARGV[1] now or '', [2] lease in ms, [3] leases that may be lost, [4] worker, [5] its slots,
-- [6] its jobs as JSON: [[id, attempt], …]
-- Promise: returns two lists of them, counted from 1: which it holds no longer, and which were cancelled.
local now = clock(ARGV[1])
local lease = tonumber(ARGV[2])
local jobs = cjson.decode(ARGV[6])
local lost, cancelled = {}, {}
for i, job in ipairs(jobs) do
  if held(job[1], tostring(job[2])) then
    redis.call('ZADD', key('leases'), now + lease, job[1])
    if redis.call('SISMEMBER', key('cancelled'), job[1]) == 1 then cancelled[#cancelled + 1] = i end
  else
    lost[#lost + 1] = i
  end
end

local worker = key('worker', ARGV[4])
redis.call('ZADD', key('workers'), now, ARGV[4])
redis.call('HSET', worker, 'slots', ARGV[5], 'running', #jobs - #lost)
redis.call('PEXPIRE', worker, 3 * lease)
redis.call('ZREMRANGEBYSCORE', key('workers'), '-inf', now - 3 * lease)

local oldest = math.floor((now - 60000) / 5000)
for _, slice in ipairs(redis.call('HKEYS', key('finished'))) do
  if tonumber(string.match(slice, '%d+')) < oldest then redis.call('HDEL', key('finished'), slice) end
end

reap(now, lease, tonumber(ARGV[3]))
promote(now)
return { lost, cancelled }
