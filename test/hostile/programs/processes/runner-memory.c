/*
 * tries: to read and write the memory, environment and descriptors of process 1
 * must: be refused
 * want: held
 */
#include "attempt.h"
#include <sys/uio.h>

int main(void) {
  char bytes[64];
  struct iovec here = {bytes, sizeof bytes}, there = {(void *)0x400000, sizeof bytes};
  refused("read", process_vm_readv(1, &here, 1, &there, 1, 0));
  refused("write", process_vm_writev(1, &here, 1, &there, 1, 0));
  refused("a descriptor", syscall(SYS_pidfd_getfd, syscall(SYS_pidfd_open, 1, 0), 3, 0));
  static const char *names[] = {"mem", "environ", "maps", "fd", "fdinfo", "cwd", "root", "exe", "stat", "status", "io", "cmdline", "task", "ns/mnt"};
  char path[64];
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    snprintf(path, sizeof path, "/proc/1/%s", names[i]);
    cannot_open(path, O_RDONLY);
  }
  return held();
}
