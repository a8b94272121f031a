/*
 * tries: to change what it runs: its own program, for the next test
 * must: be refused
 * want: held
 * runs: 2
 */
#include "attempt.h"

int main(void) {
  static const char *paths[] = {"/work/main", "/work/main.c", "/proc/self/exe", "/work"};
  for (int i = 0; i < 4; i++) {
    cannot_open(paths[i], O_WRONLY);
    refused(paths[i], unlink(paths[i]));
    refused(paths[i], rename(paths[i], "/tmp/main"));
    refused(paths[i], chmod(paths[i], 0777));
    refused(paths[i], truncate(paths[i], 0));
  }
  return held();
}
