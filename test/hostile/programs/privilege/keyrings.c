/*
 * tries: to keep something in the kernel's key rings, which belong to users and sessions, not to processes
 * must: be refused
 * want: held
 * flaw: key rings that all containers of one user share
 */
#include "attempt.h"

int main(void) {
  for (int ring = -1; ring >= -6; ring--) {
    refused("add_key", syscall(SYS_add_key, "user", "note", "x", 1, ring));
    refused("keyctl", syscall(SYS_keyctl, 0, ring, 1));
  }
  refused("request_key", syscall(SYS_request_key, "user", "note", NULL, -3));
  refused("join a session", syscall(SYS_keyctl, 1, "note"));
  return held();
}
