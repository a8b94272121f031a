# tries: to leave shared memory and named semaphores for the next run
# must: be gone then
# want: held
# flaw: a /dev/shm that all boxes share
# runs: 2
import os
from multiprocessing import shared_memory, resource_tracker

try:
    block = shared_memory.SharedMemory("note", create=True, size=4096)
    block.buf[0] = 1
    resource_tracker.unregister("/note", "shared_memory")
except FileExistsError:
    print("done: it is still there")
if os.listdir("/dev/shm") != ["note"]:
    print("done: others are there", os.listdir("/dev/shm"))
print("held")
