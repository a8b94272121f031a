/*
 * tries: to mount, unmount, bind, remount, move and change the root, in the old ways and the new
 * must: be refused
 * want: held
 */
#include "attempt.h"

int main(void) {
  refused("tmpfs", mount("tmpfs", "/tmp", "tmpfs", 0, NULL));
  refused("proc", mount("proc", "/proc", "proc", 0, NULL));
  refused("cgroup", mount("cgroup", "/tmp", "cgroup", 0, "memory"));
  refused("bind", mount("/", "/tmp", NULL, MS_BIND | MS_REC, NULL));
  refused("remount", mount(NULL, "/", NULL, MS_REMOUNT | MS_BIND, NULL));
  refused("remount of /work", mount(NULL, "/work", NULL, MS_REMOUNT | MS_BIND, NULL));
  refused("overlay", mount("overlay", "/tmp", "overlay", 0, "lowerdir=/usr,upperdir=/tmp,workdir=/tmp"));
  refused("umount of what covers", umount2("/proc/sys", MNT_DETACH));
  refused("umount of /work", umount2("/work", MNT_DETACH));
  refused("pivot_root", syscall(SYS_pivot_root, "/tmp", "/tmp"));
  refused("chroot", chroot("/tmp"));
  refused("open_tree", syscall(428, AT_FDCWD, "/", 1));
  refused("fsopen", syscall(430, "proc", 0));
  refused("fspick", syscall(433, AT_FDCWD, "/", 0));
  refused("mount_setattr", syscall(442, AT_FDCWD, "/", 0, NULL, 0));
  refused("move_mount", syscall(429, AT_FDCWD, "/work", AT_FDCWD, "/tmp", 0));
  return held();
}
