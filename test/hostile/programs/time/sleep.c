/*
 * tries: to hold its slot by sleeping
 * must: end at the wall limit
 * want: TLE
 * limits: cpuMs=1000 wallMs=1000
 */
#include <unistd.h>

int main(void) {
  for (;;) sleep(1000);
}
