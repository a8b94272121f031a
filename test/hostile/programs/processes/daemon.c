/*
 * tries: to go on as a daemon after it has ended: sessions of its own, double forks, no parent
 * must: be dead before the next run, which sees itself and process 1 only
 * want: held
 * runs: 3
 */
#include "attempt.h"

int main(void) {
  look_for_others();
  for (int i = 0; i < 10; i++)
    if (fork() == 0) {
      setsid();
      for (int number = 1; number < 65; number++) signal(number, SIG_IGN);
      prctl(PR_SET_CHILD_SUBREAPER, 1);
      if (fork() != 0) _exit(0);
      setsid();
      for (;;) pause();
    }
  return held();
}
