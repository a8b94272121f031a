/*
 * tries: to outlive its limits by ignoring every signal
 * must: end at the CPU limit
 * want: TLE
 * limits: cpuMs=300 wallMs=5000
 */
#include <signal.h>

int main(void) {
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_BLOCK, &all, 0);
  for (int number = 1; number < 65; number++) signal(number, SIG_IGN);
  for (;;) continue;
}
