/*
 * tries: to leave a POSIX message queue
 * must: be refused
 * want: held
 */
#include "attempt.h"
#include <mqueue.h>

int main(void) {
  struct mq_attr small = {.mq_maxmsg = 1, .mq_msgsize = 8};
  refused("a queue", mq_open("/note", O_CREAT | O_RDWR, 0666, &small));
  refused("its removal", mq_unlink("/note"));
  cannot_open("/dev/mqueue", O_RDONLY);
  return held();
}
