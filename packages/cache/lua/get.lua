-- KEYS[1] root
-- Promise: {run, value}; the value only if it was put in this life of Redis. A client that knows the run can GET and compare.
local value = redis.call('GET', value_key)
if value and string.sub(value, 1, #run) == run then return { run, string.sub(value, #run + 1) } end
return { run, false }
