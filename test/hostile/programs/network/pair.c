/*
 * tries: to use the one kind of socket that is there, a connected pair, to reach others by name
 * must: reach nobody
 * want: held
 */
#include "attempt.h"

int main(void) {
  int pair[2];
  struct sockaddr_un name = {.sun_family = AF_UNIX, .sun_path = "\0gavel-box-user-64000"};
  if (socketpair(AF_UNIX, SOCK_DGRAM, 0, pair) != 0) return held();
  refused("connect", connect(pair[0], (struct sockaddr *)&name, sizeof name));
  refused("send to a name", sendto(pair[0], "x", 1, 0, (struct sockaddr *)&name, sizeof name));
  strcpy(name.sun_path, "/tmp/../mnt/s");
  refused("send to a path", sendto(pair[1], "x", 1, 0, (struct sockaddr *)&name, sizeof name));
  refused("look at interfaces", ioctl(pair[0], 0x8913, &name));
  return held();
}
