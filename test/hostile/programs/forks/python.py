# tries: to fork without end, and to wait in every process
# must: be refused the next fork
# want: held
import os

try:
    for _ in range(10000):
        if os.fork() == 0:
            import time

            time.sleep(1000)
    print("done: ten thousand processes")
except BlockingIOError:
    print("held")
