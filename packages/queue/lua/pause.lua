-- KEYS[1] root; ARGV[1] 1 to pause, 0 to resume, [2…] classes
-- Promise: nothing is taken of a paused class; what runs goes on.
for i = 2, #ARGV do redis.call(ARGV[1] == '1' and 'SADD' or 'SREM', key('paused'), ARGV[i]) end
if ARGV[1] == '0' then ring_bell(BELL_TOKENS) end
