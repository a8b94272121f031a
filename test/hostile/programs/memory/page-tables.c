/*
 * tries: to touch one byte in every 2 MiB, so that the tables for it cost more than the pages
 * must: end at the memory limit
 * want: MLE
 * limits: memoryKiB=65536
 */
#include <stddef.h>
#include <sys/mman.h>

int main(void) {
  size_t size = 1ul << 38, step = 2ul << 20;
  char *all = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (all == MAP_FAILED) return 1;
  madvise(all, size, MADV_NOHUGEPAGE);
  for (size_t at = 0; at < size; at += step) all[at] = 1;
}
