/*
 * tries: to have a recursive chown, chmod or rm of the host follow a link out of the box
 * must: change nothing outside; what it left is gone in the next run
 * want: held
 * flaw: Judge0 CVE-2024-28189: chown as root followed a link to the host's files
 * runs: 2
 */
#include "attempt.h"

int main(void) {
  if (mkdir("/tmp/sub", 0777) != 0) puts("done: the folder was there");
  symlink("/etc", "/tmp/sub/etc");
  symlink("/usr/bin", "/tmp/usr");
  symlink(known("canary"), "/tmp/sub/canary");
  symlink("/proc/self/root", "/dev/shm/root");
  refused("chown of a file of root", fchownat(AT_FDCWD, "/tmp/usr/env", 1000, 1000, 0));
  refused("chmod of a file of root", fchmodat(AT_FDCWD, "/tmp/usr/env", 0777, 0));
  return held();
}
