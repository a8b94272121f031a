/*
 * tries: to take all memory from the heap
 * must: end at the memory limit
 * want: MLE
 * limits: memoryKiB=65536
 */
#include <stdlib.h>
#include <string.h>

int main(void) {
  for (;;) memset(malloc(1 << 20), 1, 1 << 20);
}
