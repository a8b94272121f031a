/*
 * tries: to write without end, as fast as it can
 * must: be stopped at the output limit
 * want: OLE
 */
#include <unistd.h>

int main(void) {
  static char block[1 << 16];
  for (;;)
    if (write(1, block, sizeof block) < 0) return 1;
}
