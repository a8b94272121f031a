# tries: what a shell offers: files, its own sockets, jobs that outlive it, signals, limits, the run-time's history
# must: be refused, and leave nothing for the next run
# want: held
# runs: 2
import os

script = r"""
tried() { echo "done: $1"; }
[ -e /tmp/left ] || [ -e /dev/shm/left ] && tried 'found what a run before left'
echo x > /tmp/left; echo x > /dev/shm/left
(cat /etc/shadow) && tried 'read /etc/shadow'
(cat '@CANARY@') && tried 'read a file of the host'
(echo x > /usr/planted) && tried 'wrote to /usr'
(echo x > /work/planted) && tried 'wrote to /work'
(exec 3<> /dev/tcp/127.0.0.1/22) && tried 'got a socket'
(exec 3<> /dev/udp/127.0.0.1/53) && tried 'got a socket'
kill -KILL 1 && sleep 0 && kill -STOP 1
ulimit -Hn 1048576 && tried 'raised its limit of descriptors'
ulimit -Hc unlimited && tried 'raised its limit of core files'
mount -t tmpfs tmpfs /tmp && tried 'mounted'
unshare -r true && tried 'made a user namespace'
su -c true && tried 'became root'
trap '' HUP TERM INT
(setsid sh -c 'while :; do sleep 1; done' &) &
nohup sleep 1000 &
disown -a
echo held
"""
os.dup2(os.open("/dev/null", os.O_WRONLY), 2)
os.execv("/bin/bash", ["bash", "-c", script])
