/*
 * tries: to type into the terminal that the judge was started from
 * must: have no terminal, nor make one
 * want: held
 */
#include "attempt.h"

int main(void) {
  for (int fd = 0; fd < 3; fd++) {
    refused("TIOCSTI", ioctl(fd, TIOCSTI, "x"));
    refused("TIOCLINUX", ioctl(fd, TIOCLINUX, "\2"));
    refused("TIOCSCTTY", ioctl(fd, TIOCSCTTY, 1));
    if (isatty(fd)) puts("done: a terminal");
  }
  refused("a new terminal", posix_openpt(O_RDWR));
  cannot_open("/dev/tty", O_RDWR);
  return held();
}
