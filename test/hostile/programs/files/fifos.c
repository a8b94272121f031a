/*
 * tries: to block whoever cleans up: FIFOs with the names of what was there, and writers that wait on them
 * must: be gone before the next run
 * want: held
 * runs: 2
 */
#include "attempt.h"

int main(void) {
  static const char *paths[] = {"/tmp/run.out", "/tmp/main", "/tmp/s", "/dev/shm/main"};
  for (int i = 0; i < 4; i++) {
    if (mkfifo(paths[i], 0666) != 0) printf("done: %s was there\n", paths[i]);
    if (fork() == 0) {
      open(paths[i], O_WRONLY);
      pause();
    }
  }
  usleep(20000);
  return held();
}
