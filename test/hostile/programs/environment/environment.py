# tries: to read the worker's environment, its own, and that of every process it sees
# must: have what the sandbox sets, and nothing of the host
# want: held
# flaw: Judge0 564: variables of the server reached submissions
import os

allowed = {"PATH", "HOME", "LANG", "TZ", "LC_CTYPE", "PWD"}
for name in os.environ:
    if name not in allowed:
        print("done: " + name)
for pid in filter(str.isdigit, os.listdir("/proc")):
    try:
        with open(f"/proc/{pid}/environ", "rb") as file:
            if b"GAVEL" in file.read():
                print("done: environment of " + pid)
    except OSError:
        pass
print("held")
