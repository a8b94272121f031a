/*
 * tries: to hide behind vfork: the parent waits in the kernel for a child that never goes on
 * must: end at the wall limit
 * want: TLE
 * limits: cpuMs=500 wallMs=1000
 */
#include <unistd.h>

int main(void) {
  if (vfork() == 0)
    for (;;) pause();
}
