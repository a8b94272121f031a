/*
 * tries: to keep its descendants from process 1: it adopts them, and ends last
 * must: leave none
 * want: held
 * runs: 2
 */
#include "attempt.h"

int main(void) {
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  for (int i = 0; i < 5; i++)
    if (fork() == 0) {
      for (int depth = 0; depth < 4; depth++)
        if (fork() != 0) break;
      for (;;) pause();
    }
  return held();
}
