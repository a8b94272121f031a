/*
 * tries: to reserve more than there is, and locked pages
 * must: be told of it, or never touch it: nothing happens to others
 * want: held
 */
#include "attempt.h"

int main(void) {
  mmap(NULL, 1ul << 45, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  void *some = mmap(NULL, 8 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  refused("lock 8 MiB", mlock(some, 8 << 20));
  void *huge = mmap(NULL, 1 << 30, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB, -1, 0);
  refused("1 GiB of huge pages", huge == MAP_FAILED ? -1 : 0);
  return held();
}
