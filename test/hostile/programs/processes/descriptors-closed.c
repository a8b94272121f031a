/*
 * tries: to close all that it was handed, the runner's channel too if it had it
 * must: end well: nobody needs those
 * want: OK
 */
#include <unistd.h>

int main(void) {
  for (int fd = 0; fd < 1 << 16; fd++) close(fd);
  return 0;
}
