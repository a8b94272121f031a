# tries: to read a file of the host that anybody there may read, by every way to its path
# must: not find it
# want: held
import os
import sys

known = dict(line.split(" ", 1) for line in sys.stdin.read().splitlines())
path = known["canary"]
for way in ["", "/proc/self/root", "/proc/self/cwd/..", "/proc/1/root", "/proc/self/task/self/root", "/oldroot", "/newroot"]:
    try:
        with open(way + path) as file:
            print("done: " + way + path, file.read())
    except OSError:
        pass
for way in ["/oldroot", "/newroot", "/.oldroot", "/proc/self/root/oldroot"]:
    if os.path.exists(way):
        print("done: " + way)
print("held")
