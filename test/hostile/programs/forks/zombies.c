/*
 * tries: to fill the machine with children that have ended and are never waited for
 * must: be refused the next fork at its own bound
 * want: held
 */
#include "attempt.h"

int main(void) {
  int count = 0;
  for (; count < 10000; count++) {
    pid_t child = fork();
    if (child == 0) _exit(0);
    if (child < 0) break;
  }
  refused("ten thousand zombies", count == 10000 ? 0 : -1);
  return held();
}
