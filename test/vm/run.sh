#!/bin/bash
# Runs the tests of the sandbox and the judge in a small virtual machine that has cgroup version 2 only: README.md.
# usage: test/vm/run.sh [SUITE] [TEST-FILE]...
set -euo pipefail

suite=${1:-trixie}
shift $(($# > 0 ? 1 : 0))
tests=("$@")
[ $# -gt 0 ] || tests=('packages/sandbox/**/*.test.ts' 'packages/judge/**/*.test.ts')
root=$(cd "$(dirname "$0")/../.." && pwd)
store=${VM_STORE:-$root/.gavel/vm}
packages=linux-image-cloud-amd64,bubblewrap,gcc,g++,libc6-dev,python3,busybox,util-linux

fail() {
  echo "vm: $1" >&2
  exit 1
}

[ "$(id -u)" = 0 ] || fail 'debootstrap needs root'
for tool in debootstrap mkfs.ext4 qemu-system-x86_64 git; do
  command -v "$tool" >/dev/null || fail "$tool is missing: apt-get install debootstrap e2fsprogs qemu-system-x86 git"
done
node=$(node -p 'Number(process.versions.node.split(".")[0]) >= 24 ? process.execPath : ""')
node=${node:-$(find "$root"/.gavel/tools -path '*/bin/node' -type f 2>/dev/null | tail -n 1 || true)}
[ -n "$node" ] || fail 'Node 24 is missing: ./gavel doctor gets it'

mkdir -p "$store"
work=$(mktemp -d "$store/run.XXXXXX")
trap 'rm -rf "$work"' EXIT

# A Debian of its own, made once for each suite. Its initrd has the drivers that the kernel lacks.
base=$store/$suite.ext4
if [ ! -f "$base" ]; then
  tree=$work/tree
  debootstrap --variant=minbase --include="$packages" "$suite" "$tree" "${VM_MIRROR:-http://deb.debian.org/debian}"
  printf '#!/bin/sh\nmount -o ro /dev/vdb /opt && exec /opt/gavel/test/vm/guest.sh\n' >"$tree/vm-init"
  chmod 755 "$tree/vm-init"
  rm -rf "$tree"/var/cache/apt/archives/*.deb
  cp "$tree"/boot/vmlinuz-* "$store/$suite.kernel"
  cp "$tree"/boot/initrd.img-* "$store/$suite.initrd"
  mkfs.ext4 -q -d "$tree" "$work/base.ext4" 3G
  mv "$work/base.ext4" "$base"
  rm -rf "$tree"
fi

# The checkout as it lies here, its packages, and Node outside of the system folders, as `./gavel` has it.
mkdir -p "$work/opt/gavel" "$work/opt/node"
git -C "$root" ls-files -z --cached --others --exclude-standard |
  tar -C "$root" --null --files-from=- --ignore-failed-read -c 2>/dev/null | tar -x -C "$work/opt/gavel"
cp -a --reflink=auto "$root/node_modules" "$work/opt/gavel/"
cp "$node" "$work/opt/node/node"
{
  printf 'tests=(%s)\n' "$(printf '%q ' "${tests[@]}")"
  printf 'ways=(%s)\n' "${VM_WAYS:-root delegated container}"
} >"$work/opt/wanted"
mkfs.ext4 -q -d "$work/opt" "$work/project.ext4" 2G
rm -rf "$work/opt"

# Emulation where the processor cannot be lent (VM_ACCEL=tcg asks for it). Without 16-byte compare-and-swap: QEMU 7.2
# emulates it wrongly, and the kernel dies of that.
accel=(-accel kvm -accel tcg,thread=multi)
[ -z "${VM_ACCEL:-}" ] || accel=(-accel "$VM_ACCEL")

# `timeout` ends a machine that hangs. Nothing is written to the base image.
timeout "${VM_TIMEOUT:-3600}" qemu-system-x86_64 -machine q35 "${accel[@]}" -cpu max,cx16=off,la57=off -smp 2 -m 4096 \
  -nodefaults -no-reboot -nographic -serial stdio -net none \
  -drive "file=$base,if=virtio,format=raw,snapshot=on" \
  -drive "file=$work/project.ext4,if=virtio,format=raw,readonly=on" \
  -kernel "$store/$suite.kernel" -initrd "$store/$suite.initrd" \
  -append 'console=ttyS0 quiet panic=-1 root=/dev/vda rw init=/vm-init' </dev/null |
  sed -u 's/\r$//' | tee "$store/$suite.log"
grep -q '^vm: all ways passed$' "$store/$suite.log"
