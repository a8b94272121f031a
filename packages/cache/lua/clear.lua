-- KEYS[1] root
-- Promise: what was there is gone, and what is being loaded is not put. Returns how many values that were.
redis.call('DEL', lease_key)
return redis.call('DEL', value_key)
