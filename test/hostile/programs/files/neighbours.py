# tries: to read the source, the program and the outputs of other submissions
# must: find its own only
# want: held
import os
import sys

known = dict(line.split(" ", 1) for line in sys.stdin.read().splitlines())
for folder in [known["sandbox"], "/mnt/box0", "/mnt", "/srv/box0", "/work/..", "/tmp/.."]:
    try:
        for name in os.listdir(folder):
            if name.startswith(("box", "scratch", "gavel-")):
                print("done: " + folder + "/" + name)
    except OSError:
        pass
own = sorted(os.listdir("/work"))
if [name for name in own if name not in ("main.py", "__pycache__")]:
    print("done: /work holds", own)
print("held")
