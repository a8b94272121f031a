/*
 * tries: to write without end, a byte at a time
 * must: end at the wall limit
 * want: TLE
 * limits: cpuMs=1000 wallMs=1000
 */
#include <unistd.h>

int main(void) {
  for (;;) {
    if (write(1, ".", 1) < 0) return 1;
    usleep(5000);
  }
}
