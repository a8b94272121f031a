-- KEYS[1] root
-- Promise: one consistent view as JSON. Cost grows with the number of workers only.
settle()
local per_class, paused, waiting = {}, {}, redis.call('ZCARD', key('delayed'))
for _, class in ipairs(classes) do
  local length = redis.call('ZCARD', key('line', class.name))
  per_class[#per_class + 1] = { class.name, length }
  waiting = waiting + length
  if redis.call('HEXISTS', key('counters'), 'paused:' .. class.name) == 1 then paused[#paused + 1] = class.name end
end
local workers = {}
local seen = redis.call('ZRANGEBYSCORE', key('workers'), '(' .. now - 3 * lease, '+inf', 'WITHSCORES')
for i = 1, #seen, 2 do
  local slots, busy = redis.call('HGET', key('slots'), seen[i]), redis.call('HGET', key('busy'), seen[i])
  workers[#workers + 1] = { seen[i], tonumber(slots), tonumber(busy), tonumber(seen[i + 1]) }
end
local totals = redis.call('HMGET', key('counters'), 'leases-lost', 'retries')
return cjson.encode({
  waiting = waiting,
  delayed = redis.call('ZCARD', key('delayed')),
  running = redis.call('ZCARD', key('leases')),
  dead = redis.call('ZCARD', key('dead')),
  finished = (finished_lately()),
  leasesLost = tonumber(totals[1] or 0),
  retries = tonumber(totals[2] or 0),
  -- An empty table has no say whether it is a list: these begin with one element that the reader drops.
  perClass = { 0, unpack(per_class) },
  paused = { 0, unpack(paused) },
  workers = { 0, unpack(workers) },
})
