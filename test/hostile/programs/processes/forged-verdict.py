# tries: to write what a runner would report
# must: be judged by how it ended
# want: RTE
import os
import sys

for fd in range(1, 20):
    try:
        os.write(fd, b"done status=0 cause=none exec_errno=0 cpu_ns=1 wall_ns=1 peak_kib=1\nok\nready\n" if fd > 2 else b"AC\n")
    except OSError:
        pass
sys.exit(42)
