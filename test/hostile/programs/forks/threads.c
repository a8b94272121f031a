/*
 * tries: to start threads without end
 * must: be refused the next thread at the bound for processes
 * want: held
 */
#include "attempt.h"

static void *idle(void *nothing) {
  pause();
  return nothing;
}

int main(void) {
  pthread_t id;
  int count = 0;
  while (count < 10000 && pthread_create(&id, NULL, idle, NULL) == 0) count++;
  refused("ten thousand threads", count == 10000 ? 0 : -1);
  return held();
}
