# tries: to find a descriptor that it should not have
# must: have stdin, stdout and stderr only, and none of them a socket or a terminal
# want: held
import os
import stat

own = os.open("/proc/self/fd", os.O_RDONLY)
for name in os.listdir(own):
    fd = int(name)
    if fd > own:
        continue
    if fd not in (0, 1, 2, own):
        print("done:", fd, os.readlink(f"/proc/self/fd/{fd}"))
    if stat.S_ISSOCK(os.fstat(fd).st_mode) or os.isatty(fd):
        print("done: a socket or terminal at", fd)
for fd in range(3, 1024):
    try:
        os.fstat(fd)
        if fd != own:
            print("done: open", fd)
    except OSError:
        pass
print("held")
