-- Put in front of every script. KEYS[1] is the entry's root, `{gavel:cache:RESOURCE:ID}`: the hash tag of its keys
--   :value    string  run, then what the client wrote; expires with its life
--   :lease    string  run, then the token of the one reader that may fill
--   :writers  zset    who writes now, by the time until which that is believed
--   :last     string  run, then the last writer that began
--
-- `run` is the life of the Redis server. One that comes back from its append-only file, or a replica that takes over,
-- may have forgotten its last deletions: what it held before is not believed. INFO costs 10 µs, and hits do not come here.
local value_key = KEYS[1] .. ':value'
local lease_key = KEYS[1] .. ':lease'
local writers_key = KEYS[1] .. ':writers'
local last_key = KEYS[1] .. ':last'

local run = string.sub(string.match(redis.call('INFO', 'server'), 'run_id:(%w+)'), 1, 12)

local function milliseconds()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

local function count_writers()
  redis.call('ZREMRANGEBYSCORE', writers_key, '-inf', milliseconds())
  return redis.call('ZCARD', writers_key)
end
