/*
 * tries: to fork without end
 * must: end at a limit
 * want: TLE RTE
 * limits: cpuMs=500 wallMs=3000
 */
#include <unistd.h>

int main(void) {
  for (;;) fork();
}
