/*
 * tries: to learn names of the host: its own, its users, its boot arguments, its paths
 * must: find those that the sandbox made up
 * want: held
 */
#include "attempt.h"
#include <pwd.h>
#include <sys/utsname.h>

int main(void) {
  struct utsname names;
  uname(&names);
  if (strcmp(names.nodename, "gavel") != 0) printf("done: %s\n", names.nodename);
  int users = 0;
  while (getpwent()) users++;
  if (users != 1) printf("done: %d users\n", users);
  cannot_open("/proc/cmdline", O_RDONLY);
  cannot_open("/proc/sys/kernel/hostname", O_RDONLY);
  cannot_open("/proc/sys/kernel/random/boot_id", O_RDONLY);
  refused("the host's name", sethostname("mine", 4));
  return held();
}
