/*
 * tries: to outrun whoever kills it: each process forks the next and ends
 * must: be dead when its first process has ended; it is not waited for
 * want: OK
 */
#include <unistd.h>

int main(void) {
  if (fork() == 0)
    for (;;)
      if (fork() != 0) _exit(0);
}
