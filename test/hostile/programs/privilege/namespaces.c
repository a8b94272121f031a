/*
 * tries: to make namespaces of every kind, and to enter others
 * must: be refused
 * want: held
 */
#include "attempt.h"

int main(void) {
  static const int kinds[] = {CLONE_NEWUSER, CLONE_NEWNS, CLONE_NEWPID, CLONE_NEWNET, CLONE_NEWIPC, CLONE_NEWUTS, CLONE_NEWCGROUP, 0x80};
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    refused("unshare", unshare(kinds[i]));
    if (kinds[i] == 0x80) continue;
    pid_t child = (pid_t)syscall(SYS_clone, kinds[i] | SIGCHLD, 0, 0, 0, 0);
    if (child == 0) _exit(0);
    refused("clone", child);
  }
  struct { uint64_t flags, pidfd, child, parent, exit_signal, stack, size, tls; } arguments = {.flags = CLONE_NEWUSER, .exit_signal = SIGCHLD};
  pid_t child = (pid_t)syscall(SYS_clone3, &arguments, sizeof arguments);
  if (child == 0) _exit(0);
  refused("clone3", child);
  static const char *names[] = {"user", "mnt", "pid", "net", "ipc", "uts", "cgroup"};
  char path[64];
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    snprintf(path, sizeof path, "/proc/self/ns/%s", names[i]);
    refused(path, setns(open(path, O_RDONLY), 0));
  }
  refused("a pidfd", setns((int)syscall(SYS_pidfd_open, 1, 0), CLONE_NEWNS));
  return held();
}
