/*
 * tries: to open files without end, and to fill tables with watchers of them
 * must: be refused at its own bound
 * want: held
 */
#include "attempt.h"
#include <sys/epoll.h>
#include <sys/eventfd.h>

int main(void) {
  int count = 0, poll = epoll_create1(0);
  struct epoll_event event = {.events = EPOLLIN};
  for (int fd; (fd = eventfd(0, 0)) >= 0; count++) epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event);
  if (count > 100000) puts("done: 100000 descriptors");
  struct rlimit more = {1 << 20, 1 << 20};
  refused("more descriptors", setrlimit(RLIMIT_NOFILE, &more));
  close(poll);
  return held();
}
