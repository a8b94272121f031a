/*
 * tries: to climb over the root by names and by descriptors
 * must: stay where it is
 * want: held
 */
#include "attempt.h"

int main(void) {
  struct stat root, above;
  stat("/", &root);
  int at = open("/", O_RDONLY | O_DIRECTORY);
  for (int i = 0; i < 100; i++) at = openat(at, "..", O_RDONLY | O_DIRECTORY) >= 0 ? openat(at, "..", O_RDONLY | O_DIRECTORY) : at;
  if (fstat(at, &above) != 0 || root.st_ino != above.st_ino || root.st_dev != above.st_dev) puts("done: above the root");
  cannot_open("/../../../../../../etc/shadow", O_RDONLY);
  cannot_open("/proc/self/root/../../etc/shadow", O_RDONLY);
  cannot_open("/proc/self/cwd/../../../etc/shadow", O_RDONLY);
  return held();
}
