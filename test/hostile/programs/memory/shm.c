/*
 * tries: to fill /dev/shm from many files, each below the bound of one
 * must: end at the memory limit, or be refused more
 * want: MLE RTE
 * limits: memoryKiB=65536
 */
#include "attempt.h"

int main(void) {
  static char block[1 << 20];
  char path[64];
  for (int i = 0; i < 1000; i++) {
    snprintf(path, sizeof path, "/dev/shm/hog%d", i);
    int file = open(path, O_CREAT | O_WRONLY, 0600);
    if (write(file, block, sizeof block) < 0) return 1;
    close(file);
  }
}
