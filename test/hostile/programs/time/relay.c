/*
 * tries: to stay below the limit of each process: each burns a little, starts the next and ends
 * must: end at the CPU limit
 * want: TLE
 * limits: cpuMs=400 wallMs=20000
 */
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int main(void) {
  for (;;) {
    pid_t next = fork();
    if (next != 0) {
      waitpid(next, NULL, 0);
      continue;
    }
    while (clock() < CLOCKS_PER_SEC / 50) continue;
    _exit(0);
  }
}
