/*
 * tries: to run as an older system, with pages that can be executed and calls that are laid out otherwise
 * must: be refused
 * want: held
 */
#include "attempt.h"
#include <sys/personality.h>

int main(void) {
  refused("PER_LINUX32", syscall(SYS_personality, 8));
  refused("PER_SVR4", syscall(SYS_personality, 0x68));
  refused("READ_IMPLIES_EXEC", syscall(SYS_personality, READ_IMPLIES_EXEC));
  refused("MMAP_PAGE_ZERO", syscall(SYS_personality, MMAP_PAGE_ZERO));
  void *zero = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
  refused("the page at zero", zero == MAP_FAILED ? -1 : 0);
  return held();
}
