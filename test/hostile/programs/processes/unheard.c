/*
 * tries: to leave processes that nobody waits for: without a signal for their end, of its own parent, alive in a second thread
 * must: be dead before the next run, which sees itself and process 1 only
 * want: held
 * runs: 3
 */
#include "attempt.h"

static void *live_on(void *nothing) {
  for (;;) pause();
  return nothing;
}

/* A child as fork makes it, but for these flags. */
static int child(unsigned long flags) { return syscall(SYS_clone, flags, 0, 0, 0, 0) == 0; }

int main(void) {
  look_for_others();
  if (child(0) || child(CLONE_PARENT) || child(CLONE_PARENT | SIGCHLD))
    for (;;) pause();
  if (child(SIGCHLD)) {
    pthread_t thread;
    pthread_create(&thread, NULL, live_on, NULL);
    syscall(SYS_exit, 0);
  }
  return held();
}
