/*
 * tries: to reach devices: those of the host by name, and by making nodes of its own
 * must: have null, zero, full and random only
 * want: held
 */
#include "attempt.h"
#include <sys/sysmacros.h>

int main(void) {
  static const char *paths[] = {"/dev/mem", "/dev/kmem", "/dev/port", "/dev/kmsg", "/dev/fuse", "/dev/kvm", "/dev/net/tun", "/dev/ptmx",
                                "/dev/pts", "/dev/tty", "/dev/console", "/dev/loop-control", "/dev/loop0", "/dev/vda", "/dev/sda",
                                "/dev/nvme0n1", "/dev/vsock", "/dev/vhost-vsock", "/dev/userfaultfd", "/dev/hpet", "/dev/rtc", "/dev/dri"};
  for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) cannot_open(paths[i], O_RDONLY);
  static const unsigned numbers[][2] = {{1, 1}, {1, 11}, {5, 0}, {8, 0}, {10, 229}, {254, 0}};
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
    refused("a block device", mknod("/tmp/block", S_IFBLK | 0666, makedev(numbers[i][0], numbers[i][1])));
    refused("a character device", mknod("/tmp/char", S_IFCHR | 0666, makedev(numbers[i][0], numbers[i][1])));
  }
  refused("mode of /dev/null", chmod("/dev/null", 0600));
  refused("times of /dev/null", utimensat(AT_FDCWD, "/dev/null", NULL, 0));
  refused("size of /dev/null", unlink("/dev/null"));
  return held();
}
