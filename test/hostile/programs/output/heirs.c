/*
 * tries: to let a child go on writing after it has ended
 * must: be over when its first process ends, whoever holds the pipe
 * want: OK OLE
 */
#include <unistd.h>

int main(void) {
  static char block[1 << 12];
  if (fork() == 0)
    for (;;)
      if (write(1, block, sizeof block) < 0) _exit(1);
}
