# tries: to change its input for those who come after
# must: be refused
# want: held
# runs: 2
import os

for flags in (os.O_WRONLY, os.O_RDWR, os.O_WRONLY | os.O_TRUNC, os.O_WRONLY | os.O_APPEND):
    try:
        os.open("/proc/self/fd/0", flags)
        print("done: opened", flags)
    except OSError:
        pass
for change in (lambda: os.ftruncate(0, 0), lambda: os.fchmod(0, 0o666), lambda: os.utime(0), lambda: os.write(0, b"x")):
    try:
        change()
        print("done: changed")
    except OSError:
        pass
print("held")
