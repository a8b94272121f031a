# tries: to ask the launcher for boxes, over its socket on the host
# must: not reach it
# want: held
import os
import socket
import sys

known = dict(line.split(" ", 1) for line in sys.stdin.read().splitlines())
for address in (known["sandbox"] + "/s", "s", "/tmp/s", "\0gavel-box-user-64000", "/var/run/docker.sock"):
    try:
        connection = socket.socket(socket.AF_UNIX)
        connection.connect(address)
        print("done:", address)
    except OSError:
        pass
if os.path.exists(known["sandbox"]):
    print("done: the launcher's folder is seen")
print("held")
