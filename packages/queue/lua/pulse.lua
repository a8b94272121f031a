-- Time goes on though no worker calls.
-- KEYS[1] root
-- Promise: leases that have ended are reaped, and retries that are due are in line; a worker that waits has been woken.
touch()
settle()
if reap() + promote() > 0 then ring() end
save_counters()
