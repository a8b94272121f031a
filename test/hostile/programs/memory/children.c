/*
 * tries: to spread over processes that are small each
 * must: end at the memory limit: it is that of all together
 * want: MLE
 * limits: memoryKiB=65536 wallMs=3000
 */
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
  for (int i = 0; i < 20; i++)
    if (fork() == 0) {
      memset(malloc(16 << 20), 1, 16 << 20);
      pause();
    }
  while (wait(NULL) > 0) continue;
}
