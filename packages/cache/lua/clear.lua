-- KEYS[1] root
-- Promise: what was there is gone, and what is on its way is not put: no load, no value of a writer. Returns how many values
-- that were. Without the last part a writer whose `end` Redis was late to hear would put its value over one that was written
-- without Redis, and settled since.
redis.call('DEL', lease_key, last_key)
return redis.call('DEL', value_key)
