/*
 * tries: to move gigabytes into the output inside the kernel
 * must: be stopped at the output limit
 * want: OLE
 */
#include "attempt.h"
#include <sys/sendfile.h>

int main(void) {
  int zero = open("/dev/zero", O_RDONLY), file = open("/tmp/large", O_CREAT | O_RDWR, 0600);
  if (ftruncate(file, 100 << 20) != 0) return 1;
  for (;;) {
    off_t from = 0;
    ssize_t moved = sendfile(1, file, &from, 100 << 20);
    if (splice(zero, NULL, 1, NULL, 1 << 16, 0) <= 0 && moved <= 0) return 1;
  }
}
