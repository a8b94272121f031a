/*
 * tries: to hard link files of the system and its input into /tmp, to keep or change them there
 * must: be refused
 * want: held
 */
#include "attempt.h"

int main(void) {
  refused("su", link("/usr/bin/su", "/tmp/su"));
  refused("env", link("/usr/bin/env", "/tmp/env"));
  refused("the program", link("/proc/self/exe", "/tmp/exe"));
  refused("the program, followed", linkat(AT_FDCWD, "/proc/self/exe", AT_FDCWD, "/tmp/exe", AT_SYMLINK_FOLLOW));
  refused("the input", linkat(0, "", AT_FDCWD, "/tmp/input", AT_EMPTY_PATH));
  refused("the input, followed", linkat(AT_FDCWD, "/proc/self/fd/0", AT_FDCWD, "/tmp/input", AT_SYMLINK_FOLLOW));
  return held();
}
