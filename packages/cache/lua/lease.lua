-- A reader that found nothing asks whether it may fill.
-- KEYS[1] root; ARGV[1] token, [2] ms that the lease lives, [3] 1: also where there is a value, to refresh it
-- Promise: {verdict, reign, value}. 'hit': there is a value. 'writer': read Postgres, and do not fill. 'wait': another reader
-- fills. 'lease': this one may fill, until a writer begins or the lease has lived.
local value = redis.call('GET', value_key)
if value and string.sub(value, 1, #reign) ~= reign then
  redis.call('DEL', value_key)
  value = false
end
if value and ARGV[3] ~= '1' then return { 'hit', reign, value } end
if count_writers() > 0 then return { 'writer', reign } end
if redis.call('SET', lease_key, reign .. ARGV[1], 'NX', 'PX', ARGV[2]) then return { 'lease', reign } end
if string.sub(redis.call('GET', lease_key) or '', 1, #reign) == reign then return { 'wait', reign } end
redis.call('SET', lease_key, reign .. ARGV[1], 'PX', ARGV[2])
return { 'lease', reign }
