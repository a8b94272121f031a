/*
 * tries: to take the kernel's memory by pipes that are full and never read
 * must: be refused at the bound for descriptors, or end at a limit
 * want: held MLE RTE
 * limits: memoryKiB=32768
 */
#include "attempt.h"

int main(void) {
  static char block[65536];
  int ends[2];
  for (int i = 0; i < 20000; i++) {
    if (pipe(ends) != 0) return held();
    fcntl(ends[1], F_SETFL, O_NONBLOCK);
    while (write(ends[1], block, sizeof block) > 0) continue;
  }
  refused("1.2 GB of pipes", 0);
}
