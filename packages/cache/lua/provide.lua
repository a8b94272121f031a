-- A value before it is committed.
-- KEYS[1] root; ARGV[1] writer, [2] the value or '' for none, [3] ms that it lives if nobody confirms it
-- Promise: 1 only if the writer is still believed and none has begun since; otherwise 0, and nothing was changed.
count_writers()
local believed = redis.call('ZSCORE', writers_key, ARGV[1]) and redis.call('GET', last_key) == reign .. ARGV[1]
if not believed then return 0 end
if ARGV[2] == '' then
  redis.call('DEL', value_key)
else
  redis.call('SET', value_key, reign .. ARGV[2], 'PX', ARGV[3])
end
return 1
