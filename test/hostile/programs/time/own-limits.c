/*
 * tries: to raise its limits, and to catch the signals of those that are soft
 * must: end at the CPU limit
 * want: TLE
 * limits: cpuMs=400 wallMs=20000
 */
#include <signal.h>
#include <sys/resource.h>
#include <sys/time.h>

int main(void) {
  struct rlimit none = {RLIM_INFINITY, RLIM_INFINITY};
  for (int which = 0; which < RLIM_NLIMITS; which++) setrlimit(which, &none);
  struct itimerval often = {{0, 100}, {0, 100}};
  signal(SIGALRM, SIG_IGN);
  signal(SIGXCPU, SIG_IGN);
  setitimer(ITIMER_REAL, &often, 0);
  for (;;) continue;
}
