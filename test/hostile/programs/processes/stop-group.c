/*
 * tries: to stop itself and all like it, so that nobody goes on
 * must: end at the wall limit
 * want: TLE
 * flaw: Piston 196: `kill -STOP 0` stopped the runner's own group for ever
 * limits: cpuMs=1000 wallMs=1000
 */
#include <signal.h>
#include <unistd.h>

int main(void) {
  kill(0, SIGSTOP);
  kill(getpid(), SIGSTOP);
  for (;;) pause();
}
