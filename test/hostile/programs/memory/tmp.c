/*
 * tries: to fill /tmp, which is memory
 * must: end at the memory limit, or be refused more
 * want: MLE RTE
 * limits: memoryKiB=65536
 */
#include "attempt.h"

int main(void) {
  static char block[1 << 20];
  int file = open("/tmp/hog", O_CREAT | O_WRONLY, 0600);
  for (int i = 0; i < 1000; i++)
    if (write(file, block, sizeof block) < 0) return 1;
}
