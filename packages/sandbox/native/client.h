/* The client of a box, and what it asks for (box.h). */
#ifndef GAVEL_CLIENT_H
#define GAVEL_CLIENT_H

struct request {
  /* Its first string, to be freed; NULL: there is no request. */
  char *name;
  /* What follows, up to `end`, where one more NUL stands. */
  char *rest, *end;
};

struct client {
  int fd;
  /* How many runs have begun; the number of the one that runs now. */
  unsigned long runs;
  /* The run that came while another runs, and whether it was killed before its turn. */
  struct request ahead;
  int ahead_killed;
};

/* Waits for one whole request. None: the client is gone, or sends what is no request. */
struct request client_read(const struct client *client);

#endif
