/*
 * tries: to stop process 1, and to keep it busy with signals
 * must: end as if it had not, and the next run too
 * want: held
 * runs: 2
 */
#include "attempt.h"

int main(void) {
  for (int i = 0; i < 20000; i++) {
    kill(1, SIGCHLD);
    kill(1, SIGSTOP);
    kill(1, SIGTSTP);
  }
  return held();
}
