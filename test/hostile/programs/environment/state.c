/*
 * tries: to find what a runner should not hand on: masks, handlers, priority, session, timers, a core limit
 * must: start as any program does
 * want: held
 */
#include "attempt.h"

int main(void) {
  sigset_t blocked;
  struct sigaction now;
  struct rlimit core;
  struct itimerval timer;
  sigprocmask(SIG_SETMASK, NULL, &blocked);
  for (int number = 1; number < 65; number++) {
    if (sigismember(&blocked, number) == 1) printf("done: %d is blocked\n", number);
    if (sigaction(number, NULL, &now) == 0 && now.sa_handler != SIG_DFL) printf("done: %d is ignored\n", number);
  }
  getrlimit(RLIMIT_CORE, &core);
  getitimer(ITIMER_REAL, &timer);
  if (core.rlim_max != 0) puts("done: it may dump core");
  if (timer.it_value.tv_sec || timer.it_value.tv_usec) puts("done: a timer runs");
  if (umask(0) != 022) puts("done: another umask");
  if (getpriority(PRIO_PROCESS, 0) != 0 || sched_getscheduler(0) != SCHED_OTHER) puts("done: another priority");
  if (getsid(0) != getpid() || getpgrp() != getpid()) puts("done: not in a session of its own");
  return held();
}
