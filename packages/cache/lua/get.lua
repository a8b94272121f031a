-- KEYS[1] root
-- Promise: {reign, value}; the value only if it was put in this reign. A client that knows the reign can GET and compare.
local value = redis.call('GET', value_key)
if value and string.sub(value, 1, #reign) == reign then return { reign, string.sub(value, #reign + 1) } end
return { reign, false }
