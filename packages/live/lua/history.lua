-- KEYS[1] root; ARGV[1] a random epoch in case one begins, [2] epoch known to the reader or '', [3] offset known to it
-- or '' if only the position is wanted
-- Promise: returns {epoch, offset, complete, events}: the channel's position, and every event after the reader's with
-- complete = 1; or complete = 0 and none, if one of them is not kept or the reader's position is of another epoch.
local epoch, offset = position(KEYS[1], ARGV[1])
local since = tonumber(ARGV[3])
if not since then return { epoch, offset, 0, {} } end
local from_start = ARGV[2] == '' and since == 0
if (ARGV[2] ~= epoch and not from_start) or since > offset then return { epoch, offset, 0, {} } end
if since == offset then return { epoch, offset, 1, {} } end
local events = {}
for i, entry in ipairs(redis.call('XRANGE', KEYS[1] .. ':history', (since + 1) .. '-0', '+')) do events[i] = entry[2][2] end
-- Offsets have no gaps, so the right number of events is the right events.
if #events ~= offset - since then return { epoch, offset, 0, {} } end
return { epoch, offset, 1, events }
