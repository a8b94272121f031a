/*
 * tries: to pass the filter by numbers of the x32 interface, and by ones that no kernel has yet
 * must: be refused
 * want: held
 * flaw: filters that compare the number alone, as in isolate's news 2.4 to 2.6
 */
#include "attempt.h"

int main(void) {
  static const long calls[] = {SYS_socket, SYS_ptrace, SYS_unshare, SYS_mount, SYS_getpid};
  for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) refused("x32", syscall(0x40000000 | calls[i], 1, 1, 0, 0, 0));
  for (long number = 470; number < 600; number++) refused("a call to come", syscall(number, 0, 0, 0, 0, 0));
  return held();
}
