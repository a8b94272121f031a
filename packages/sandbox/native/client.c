#define _GNU_SOURCE
#include "client.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { FRAME_MAX = 16 * 1024 * 1024 };

struct request client_read(const struct client *client) {
  const struct request none = {0};
  uint32_t length;
  if (recv(client->fd, &length, sizeof length, MSG_WAITALL) != sizeof length || length > FRAME_MAX) return none;
  char *bytes = malloc((size_t)length + 1);
  if (!bytes) return none;
  if (recv(client->fd, bytes, length, MSG_WAITALL) != (ssize_t)length) {
    free(bytes);
    return none;
  }
  char *end = bytes + length, *rest;
  *end = 0;
  rest = bytes + strlen(bytes);
  return (struct request){.name = bytes, .rest = rest < end ? rest + 1 : end, .end = end};
}
