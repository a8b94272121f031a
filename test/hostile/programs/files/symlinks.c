/*
 * tries: to have the host write through links with the names of outputs, planted where it can write
 * must: change nothing outside; the next run must start with empty folders
 * want: held
 * flaw: Judge0 CVE-2024-28185: the host wrote its run script through a link in the box
 * runs: 2
 */
#include "attempt.h"

int main(void) {
  static const char *names[] = {"run.out", "run.err", "test.out", "compile.out", "compile.err", "main", "s", "meta", "box", "metadata"};
  static const char *folders[] = {"/tmp", "/dev/shm"};
  char path[128];
  for (int f = 0; f < 2; f++)
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
      snprintf(path, sizeof path, "%s/%s", folders[f], names[i]);
      if (symlink(known("canary"), path) != 0) printf("done: %s was there\n", path);
    }
  return held();
}
