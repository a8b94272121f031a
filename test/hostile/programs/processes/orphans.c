/*
 * tries: to keep process 1 busy with thousands of orphans to bury
 * must: end at a limit or well, and the next run must be as the first
 * want: held
 * runs: 2
 */
#include "attempt.h"

int main(void) {
  for (int i = 0; i < 1000; i++) {
    pid_t child = fork();
    if (child == 0) {
      fork();
      _exit(0);
    }
    if (child > 0) waitpid(child, NULL, 0);
  }
  return held();
}
