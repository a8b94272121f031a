-- Time goes on though no worker calls.
-- KEYS[1] root
-- Promise: leases that have ended are reaped, and retries that are due are in line; workers that wait have been woken.
touch()
local back = reap() + promote()
if back > 0 then wake(back) end
save_counters()
