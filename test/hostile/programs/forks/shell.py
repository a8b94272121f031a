# tries: the shell's fork bomb
# must: end at a limit
# want: TLE RTE
# limits: cpuMs=200 wallMs=2000
import os

os.system("f() { f | f & }; f; wait; while :; do :; done")
while True:
    pass
