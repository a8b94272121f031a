/*
 * tries: to double by running itself anew, twice each time
 * must: end at a limit
 * want: TLE RTE
 * limits: cpuMs=500 wallMs=3000
 */
#include <unistd.h>

int main(int argc, char **argv) {
  (void)argc;
  fork();
  for (;;) execv("/proc/self/exe", argv);
}
