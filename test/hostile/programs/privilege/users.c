/*
 * tries: to become another user or group, and to take rights
 * must: be refused
 * want: held
 */
#include "attempt.h"
#include <grp.h>

int main(void) {
  gid_t groups[] = {0, 4, 27};
  refused("setuid", setuid(0));
  refused("setreuid", setreuid(-1, 0));
  refused("setresuid", setresuid(0, 0, 0));
  refused("setgid", setgid(0));
  refused("setgroups", setgroups(3, groups));
  refused("an ambient right", prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, 21, 0, 0));
  uint32_t header[2] = {0x20080522, 0}, rights[6] = {~0u, ~0u, ~0u, ~0u, ~0u, ~0u};
  refused("capset", syscall(SYS_capset, header, rights));
  syscall(SYS_capget, header, rights);
  if (rights[0] | rights[1] | rights[2] | rights[3] | rights[4] | rights[5]) puts("done: some rights are there");
  if (prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1) puts("done: new rights are possible");
  refused("undo no_new_privs", prctl(PR_SET_NO_NEW_PRIVS, 0, 0, 0, 0));
  return held();
}
