/*
 * tries: to kill everything that it can see, process 1 and its parent included
 * must: be the only one it can harm
 * want: held
 */
#include "attempt.h"

int main(void) {
  for (int number = 1; number <= 64; number++) {
    if (number == SIGCHLD) continue;
    signal(number, SIG_IGN);
    kill(1, number);
    syscall(SYS_tgkill, 1, 1, number);
  }
  int runner = (int)syscall(SYS_pidfd_open, 1, 0);
  syscall(SYS_pidfd_send_signal, runner, SIGKILL, NULL, 0);
  syscall(SYS_pidfd_send_signal, runner, SIGSTOP, NULL, 0);
  kill(-1, SIGKILL);
  kill(getppid(), SIGKILL);
  return held();
}
