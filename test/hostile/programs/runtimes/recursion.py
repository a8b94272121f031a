# tries: to crash the interpreter by its own stack
# must: end by itself or at a limit
# want: RTE MLE TLE
# limits: cpuMs=2000 memoryKiB=65536
import sys

sys.setrecursionlimit(1 << 30)


def deeper(n):
    return deeper([n]) + 1


deeper(0)
