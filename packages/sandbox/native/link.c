#define _GNU_SOURCE
#include "link.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

void link_let_go(int held[2]) {
  for (int i = 0; i < 2; i++) {
    if (held[i] >= 0) close(held[i]);
    held[i] = -1;
  }
}

int link_release(int held[2]) {
  if (held[0] >= 0) close(held[0]);
  held[0] = -1;
  return held[1];
}

int link_discard(int fd) {
  static char nowhere[64 * 1024];
  ssize_t got = read(fd, nowhere, sizeof nowhere);
  return got > 0 || (got < 0 && (errno == EAGAIN || errno == EINTR)) ? 0 : -1;
}

int link_make(const char *const paths[2], int held[2]) {
  link_let_go(held);
  for (int i = 0; i < 2; i++) {
    if (unlink(paths[i]) != 0 && errno != ENOENT) return -1;
    /* To read, a program may open it again by name (/dev/stdin). */
    if (mkfifo(paths[i], 0644) != 0) return -1;
  }
  held[0] = open(paths[0], O_RDWR | O_CLOEXEC | O_NONBLOCK);
  held[1] = open(paths[1], O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (held[0] < 0 || held[1] < 0) return -1;
  return 0;
}

int link_open(const char *path, int flags) {
  int fd = open(path, flags | O_CLOEXEC | O_NOCTTY | O_NOFOLLOW | O_NONBLOCK);
  struct stat about;
  if (fd >= 0 && fstat(fd, &about) == 0 && S_ISFIFO(about.st_mode) && fcntl(fd, F_SETFL, 0) == 0) return fd;
  if (fd >= 0) {
    close(fd);
    errno = EINVAL;
  }
  return -1;
}
