/*
 * tries: to open a socket by the 32-bit system call, whose numbers are not those that the filter looks at
 * must: be killed for it
 * want: RTE held
 * flaw: isolate before 2.6 and others: 32-bit calls passed the filter
 */
#include "attempt.h"

int main(void) {
#if defined(__x86_64__)
  long result = 359;
  __asm__ volatile("int $0x80" : "+a"(result) : "b"(2L), "c"(1L), "d"(0L) : "memory", "r8", "r9", "r10", "r11");
  refused("socket", result);
#endif
  return held();
}
