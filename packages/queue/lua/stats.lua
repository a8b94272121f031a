-- KEYS[1] root; ARGV[1] now or ''
-- Promise: one consistent view as JSON. Cost grows with the number of workers only.
local now = clock(ARGV[1])
local per_class, waiting = {}, redis.call('ZCARD', key('delayed'))
local counts = redis.call('HGETALL', key('waiting'))
for i = 1, #counts, 2 do
  per_class[#per_class + 1] = { counts[i], tonumber(counts[i + 1]) }
  waiting = waiting + tonumber(counts[i + 1])
end
local workers = {}
local seen = redis.call('ZRANGE', key('workers'), 0, -1, 'WITHSCORES')
for i = 1, #seen, 2 do
  local worker = redis.call('HMGET', key('worker', seen[i]), 'slots', 'running')
  if worker[1] then
    workers[#workers + 1] = { seen[i], tonumber(worker[1]), tonumber(worker[2]), tonumber(seen[i + 1]) }
  end
end
local finished = finished_lately(now)
local totals = redis.call('HMGET', key('counters'), 'leases-lost', 'retries')
return cjson.encode({
  waiting = waiting,
  delayed = redis.call('ZCARD', key('delayed')),
  running = redis.call('ZCARD', key('leases')),
  dead = redis.call('ZCARD', key('dead')),
  finished = finished,
  leasesLost = tonumber(totals[1] or 0),
  retries = tonumber(totals[2] or 0),
  -- An empty table has no say whether it is a list: these begin with one element that the reader drops.
  perClass = { 0, unpack(per_class) },
  paused = { 0, unpack(redis.call('SMEMBERS', key('paused'))) },
  workers = { 0, unpack(workers) },
})
