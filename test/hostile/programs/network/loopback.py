# tries: to connect to servers on the host's loopback, as the judge's database is
# must: not get a socket, and see no network
# want: held
# flaw: Judge0 CVE-2024-29021: from a submission to the database, and by it to a shell in the worker
import socket
import sys

known = dict(line.split(" ", 1) for line in sys.stdin.read().splitlines())
for host in ("127.0.0.1", "localhost", "::1", "0.0.0.0", "169.254.169.254"):
    for port in (int(known["port"]), 5432, 6379):
        try:
            with socket.create_connection((host, port), timeout=1) as connection:
                print("done:", host, port, connection.recv(100))
        except OSError:
            pass
try:
    with open("/proc/net/route") as file:
        if len(file.readlines()) > 1:
            print("done: there is a route")
except OSError:
    pass
print("held")
