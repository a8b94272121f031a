-- KEYS[1] root; ARGV[1] token, [2] the value or '' to give the lease back, [3] ms that the value lives
-- Promise: 'filled' only if no writer has begun since the lease was given: what was read from Postgres in between was then
-- still right at this moment. Otherwise nothing was changed: 'writer' (one began), 'lost' (the lease had lived).
local writers = count_writers()
if redis.call('GET', lease_key) ~= reign .. ARGV[1] then return writers > 0 and 'writer' or 'lost' end
redis.call('DEL', lease_key)
if writers > 0 then return 'writer' end
if ARGV[2] ~= '' then redis.call('SET', value_key, reign .. ARGV[2], 'PX', ARGV[3]) end
return 'filled'
