/*
 * tries: to nest folders deeper than a path may be long, closed, with names in the way of who empties them
 * must: be gone before the next run
 * want: held
 * runs: 2
 */
#include "attempt.h"

int main(void) {
  chdir("/tmp");
  char name[200];
  memset(name, 'd', sizeof name - 1);
  name[sizeof name - 1] = 0;
  if (access(name, F_OK) == 0) puts("done: it is still there");
  for (int i = 0; i < 2000; i++) {
    if (mkdir(name, 0700) != 0 || chdir(name) != 0) break;
    close(open("file", O_CREAT | O_WRONLY, 0));
  }
  chmod(".", 0);
  chmod("/tmp", 0);
  return held();
}
