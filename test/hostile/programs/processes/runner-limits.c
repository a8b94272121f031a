/*
 * tries: to set limits, priority and processors of process 1, which later programs would inherit
 * must: be refused; the next run finds what it should
 * want: held
 * runs: 2
 */
#include "attempt.h"

int main(void) {
  struct rlimit one = {1, 1}, files;
  for (int which = 0; which < RLIM_NLIMITS; which++) refused("a limit of 1", prlimit(1, which, &one, NULL));
  struct sched_param none = {0};
  cpu_set_t first;
  CPU_ZERO(&first);
  CPU_SET(0, &first);
  refused("idle", sched_setscheduler(1, SCHED_IDLE, &none));
  refused("batch", sched_setscheduler(0, SCHED_BATCH, &none));
  refused("processors", sched_setaffinity(1, sizeof first, &first));
  refused("nice", setpriority(PRIO_PROCESS, 1, 19));
  refused("nice of all of the user", setpriority(PRIO_USER, 0, 19));
  refused("input and output priority", syscall(SYS_ioprio_set, 1, 1, 0x6000));
  getrlimit(RLIMIT_NOFILE, &files);
  if (files.rlim_cur < 64 || getpriority(PRIO_PROCESS, 0) != 0) puts("done: left by the run before");
  return held();
}
