-- Put in front of every script. KEYS[1] is the entry's root, `{gavel:cache:RESOURCE:ID}`: the hash tag of its keys
--   :value    string  reign, then what the client wrote; expires with its life
--   :lease    string  reign, then the token of the one reader that may fill
--   :writers  zset    who writes now, by the time until which that is believed
--   :last     string  reign, then the last writer that began
--
-- `reign` names the time of this server as primary, by its replication id: Redis takes another at each start and each
-- promotion. One that comes back from its append-only file, or a replica that takes over, may have forgotten its last
-- deletions: what it held before is not believed. INFO costs 2 µs, and hits do not come here.
local value_key = KEYS[1] .. ':value'
local lease_key = KEYS[1] .. ':lease'
local writers_key = KEYS[1] .. ':writers'
local last_key = KEYS[1] .. ':last'

local reign = string.sub(string.match(redis.call('INFO', 'replication'), 'master_replid:(%w+)'), 1, 12)

local function milliseconds()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

local function count_writers()
  redis.call('ZREMRANGEBYSCORE', writers_key, '-inf', milliseconds())
  return redis.call('ZCARD', writers_key)
end
