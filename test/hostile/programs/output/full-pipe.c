/*
 * tries: to make the worker wait: it closes and reopens its output, and writes none
 * must: end at the wall limit
 * want: TLE
 * limits: cpuMs=1000 wallMs=1000
 */
#include "attempt.h"

int main(void) {
  int end = open("/proc/self/fd/1", O_WRONLY);
  close(1);
  close(2);
  fcntl(end, F_SETFL, O_NONBLOCK | O_ASYNC | O_DIRECT);
  for (;;) pause();
}
