/*
 * tries: to burn CPU time in children that are never waited for
 * must: end at the CPU limit: it is that of all together
 * want: TLE
 * limits: cpuMs=400 wallMs=20000
 */
#include <unistd.h>

int main(void) {
  for (int i = 0; i < 8; i++)
    if (fork() == 0)
      for (;;) continue;
  for (;;) pause();
}
