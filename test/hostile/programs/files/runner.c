/*
 * tries: to overwrite the runner from inside, as runc could be
 * must: be refused
 * want: held
 * flaw: runc CVE-2019-5736: the program of process 1 could be written to
 */
#include "attempt.h"

int main(void) {
  static const char *paths[] = {"/gavel/runner", "/gavel/node", "/gavel/passwd", "/proc/1/exe", "/proc/1/mem", "/proc/1/fd/3"};
  for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
    cannot_open(paths[i], O_RDWR);
    cannot_open(paths[i], O_WRONLY | O_TRUNC);
  }
  int path = open("/gavel/runner", O_PATH);
  char again[64];
  snprintf(again, sizeof again, "/proc/self/fd/%d", path);
  cannot_open(again, O_WRONLY);
  return held();
}
