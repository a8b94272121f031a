-- KEYS[1] root; ARGV[1] writer, [2] the committed value or '', [3] ms that it lives
-- Promise: the writer is out and nothing older than its commit is left. 1: the value is put, which happens only if no other
-- writer overlapped, was believed all the time, and no other reign of Redis has begun since `begin`. 0: there is none.
local others = count_writers()
local believed = redis.call('ZREM', writers_key, ARGV[1]) == 1
local last = redis.call('GET', last_key) == reign .. ARGV[1]
redis.call('DEL', lease_key)
-- A writer whose marker was lost has overlapped with whoever is there, who could not know it.
if last or not believed then redis.call('DEL', last_key) end
if ARGV[2] ~= '' and believed and last and others == 1 then
  redis.call('SET', value_key, reign .. ARGV[2], 'PX', ARGV[3])
  return 1
end
redis.call('DEL', value_key)
return 0
