# tries: to leave a module where the next run would import it from
# must: be gone then
# want: held
# flaw: QDUOJ 165: a file in /tmp that the next submission includes
# runs: 2
import os
import sys

for folder in {"/tmp", "/dev/shm", os.getcwd(), os.path.expanduser("~"), "/tmp/.local/lib/python3/site-packages"}:
    path = folder + "/planted.py"
    sys.path.insert(0, folder)
    if os.path.exists(path):
        print("done: it is still there")
    try:
        os.makedirs(folder, exist_ok=True)
        with open(path, "w") as file:
            file.write("print('done: imported what the run before left')")
    except OSError:
        pass
for path in ["/tmp/sitecustomize.py", "/tmp/.pythonrc", "/tmp/pyvenv.cfg"]:
    with open(path, "w") as file:
        file.write("print('done: it runs what the run before left')")
print("held")
