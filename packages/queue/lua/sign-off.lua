-- A worker is gone by its own will: it leaves the figures. Its jobs stay under their leases.
-- KEYS[1] root; ARGV[3] worker
redis.call('ZREM', key('workers'), ARGV[3])
redis.call('HDEL', key('busy'), ARGV[3])
local slots = redis.call('HGET', key('slots'), ARGV[3])
if redis.call('HDEL', key('slots'), ARGV[3]) == 1 then redis.call('HINCRBY', key('counters'), 'slots', -slots) end
