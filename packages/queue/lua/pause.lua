-- KEYS[1] root; ARGV[3] 1 to pause, 0 to resume, [4…] classes
-- Promise: nothing is taken of a paused class; what runs goes on, and what was just handed to a worker that waits.
settle()
for i = 4, #ARGV do
  if ARGV[3] == '1' then
    redis.call('HSET', key('counters'), 'paused:' .. ARGV[i], 1)
  else
    redis.call('HDEL', key('counters'), 'paused:' .. ARGV[i])
  end
end
if ARGV[3] == '0' then ring() end
