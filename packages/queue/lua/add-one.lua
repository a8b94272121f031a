-- Adds one new job of a class that is not of the background, with as little as can be: it is put where workers wait, and
-- whichever script runs next does the rest (arrivals.lua).
-- KEYS[1] root; ARGV[1] id, [2] class, [3] record 'CLASS TENANT\nPAYLOAD'
-- Promise: returns how many lie in the inbox now: it was added, and a worker that waits has it; 0: it is known, nothing was
-- changed; or -1: its class is paused, nothing was changed, `add` must do it.
local root = KEYS[1]
if redis.call('HEXISTS', root .. ':counters', 'paused:' .. ARGV[2]) == 1 then return -1 end
if redis.call('HSETNX', root .. ':jobs', ARGV[1], ARGV[3]) == 0 then return 0 end
return redis.call('LPUSH', root .. ':inbox', ARGV[1] .. '\n' .. ARGV[3])
