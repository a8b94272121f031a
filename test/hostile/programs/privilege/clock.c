/*
 * tries: to set or bend the clock, by which others are measured
 * must: be refused
 * want: held
 */
#include "attempt.h"
#include <sys/timex.h>

int main(void) {
  struct timespec past = {1, 0};
  struct timeval long_ago = {1, 0};
  struct timex faster = {.modes = ADJ_FREQUENCY, .freq = 100 << 16};
  refused("clock_settime", clock_settime(CLOCK_REALTIME, &past));
  refused("settimeofday", settimeofday(&long_ago, NULL));
  refused("adjtimex", adjtimex(&faster));
  refused("clock_adjtime", clock_adjtime(CLOCK_REALTIME, &faster));
  refused("an offset", write(open("/proc/self/timens_offsets", O_WRONLY), "monotonic 1000 0", 16));
  cannot_open("/dev/rtc0", O_RDWR);
  return held();
}
