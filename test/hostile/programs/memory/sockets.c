/*
 * tries: to take the kernel's memory by messages that wait in pairs of sockets
 * must: be refused, or end at a limit
 * want: held MLE RTE
 * limits: memoryKiB=32768
 */
#include "attempt.h"

int main(void) {
  static char block[65536];
  int ends[2];
  for (int i = 0; i < 20000; i++) {
    if (socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, ends) != 0) return held();
    while (send(ends[1], block, sizeof block, MSG_DONTWAIT) > 0) continue;
  }
  refused("gigabytes of messages", 0);
}
