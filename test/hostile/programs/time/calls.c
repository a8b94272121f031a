/*
 * tries: to burn the kernel's time instead of its own
 * must: end at the CPU limit: it counts too
 * want: TLE
 * limits: cpuMs=400 wallMs=20000
 */
#include <fcntl.h>
#include <unistd.h>

int main(void) {
  static char block[1 << 20];
  int zero = open("/dev/zero", O_RDONLY);
  for (;;)
    if (read(zero, block, sizeof block) < 0) return 1;
}
