#!/bin/bash
# Process 1 of the virtual machine that run.sh starts: a bare system with cgroup version 2, as systemd mounts it.
set -uo pipefail
export PATH=/opt/node:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8
groups=/sys/fs/cgroup

off() {
  sync
  busybox poweroff -f
}
trap off EXIT

mountpoint -q /proc || mount -t proc proc /proc
mountpoint -q /sys || mount -t sysfs sys /sys
mountpoint -q /dev || mount -t devtmpfs dev /dev
mkdir -p /dev/shm /dev/pts
mount -t devpts devpts /dev/pts
for folder in /dev/shm /tmp /run; do mount -t tmpfs -o mode=1777 tmpfs "$folder"; done
mount -t cgroup2 -o nsdelegate cgroup2 $groups
ip link set lo up 2>/dev/null || busybox ip link set lo up
useradd --create-home judge
. /opt/wanted
cd /opt/gavel || exit 1
# An emulated processor says what it is.
! grep -q 'QEMU TCG' /proc/cpuinfo || export GAVEL_TEST_SLOWNESS=10

# Started in a group of its own, as every service and session of a system with systemd is.
in_group() {
  local group=$groups/$1
  shift
  (echo $BASHPID >"$group/cgroup.procs" && exec "$@")
}

test_as_root() {
  mkdir -p $groups/system.slice
  in_group system.slice env GAVEL_HOME=/var/lib/gavel GAVEL_TEST_HOME=/var/lib/gavel "$@"
}

# What `Delegate=yes` of a service with `User=` does.
test_as_delegated() {
  local service=$groups/user.slice/gavel.service
  mkdir -p "$service"
  echo '+memory +pids' >$groups/cgroup.subtree_control
  echo '+memory +pids' >$groups/user.slice/cgroup.subtree_control
  chown judge "$service" "$service"/cgroup.{procs,threads,subtree_control}
  in_group user.slice/gavel.service setpriv --reuid judge --regid judge --init-groups --inh-caps=-all \
    env HOME=/home/judge GAVEL_HOME=/home/judge/gavel GAVEL_TEST_HOME=/home/judge/gavel "$@"
}

# A container whose root may make groups: it sees its own group as the root of all.
test_as_container() {
  mkdir -p $groups/container
  echo '+memory +pids' >$groups/cgroup.subtree_control
  in_group container unshare --cgroup --mount bash -c \
    "umount $groups && mount -t cgroup2 cgroup2 $groups && exec \"\$@\"" bash env GAVEL_HOME=/var/lib/gavel GAVEL_TEST_HOME=/var/lib/gavel "$@"
}

echo "vm: $(. /etc/os-release && echo "$PRETTY_NAME"), Linux $(uname -r), Node $(node --version), $(bwrap --version), slowness ${GAVEL_TEST_SLOWNESS:-1}"
failed=0
for way in "${ways[@]}"; do
  echo "vm: $way starts, $(cut -d. -f1 /proc/uptime) s after boot"
  "test_as_$way" node --test --test-concurrency=1 "${tests[@]}" </dev/null 2>&1 || failed=1
  left=$(find $groups -name 'gavel-[0-9]*')
  [ -z "$left" ] || { echo "vm: $way left $left" && failed=1; }
  echo "vm: $way ends, $(cut -d. -f1 /proc/uptime) s after boot"
done
[ $failed = 0 ] && echo 'vm: all ways passed'
