/*
 * tries: to read the tests' answers, by their path and beside its input
 * must: not find them
 * want: held
 */
#include "attempt.h"

int main(void) {
  cannot_open(known("answers"), O_RDONLY);
  refused("a folder by the input", openat(0, "..", O_RDONLY));
  char link[512] = {0}, path[600];
  if (readlink("/proc/self/fd/0", link, sizeof link - 1) > 0) {
    snprintf(path, sizeof path, "%s.ans", link);
    cannot_open(path, O_RDONLY);
    cannot_open(link, O_WRONLY);
  }
  return held();
}
