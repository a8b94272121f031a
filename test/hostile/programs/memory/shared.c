/*
 * tries: to take memory that belongs to no process: shared mappings and memfd files
 * must: end at the memory limit
 * want: MLE
 * limits: memoryKiB=65536
 */
#include "attempt.h"

int main(void) {
  static char block[1 << 20];
  int file = memfd_create("hog", 0);
  for (int i = 0; i < 1000; i++) {
    memset(mmap(NULL, sizeof block, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0), 1, sizeof block);
    if (write(file, block, sizeof block) < 0) break;
  }
}
