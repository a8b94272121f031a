/* A cell is one bubblewrap with a runner inside. A box has one that may write /work, and one or two that may not. */
#ifndef GAVEL_CELL_H
#define GAVEL_CELL_H

#include <sys/types.h>

#include "group.h"

enum cell_stage { STAGE_COMPILE, STAGE_RUN, STAGES };

/* What all boxes of a launcher share. */
struct setup {
  /* Mounted in the launcher's own mount namespace: tools/, and one folder per box. */
  const char *stage;
  const char *bwrap;
  char **bwrap_args;
  int bwrap_args_count;
  struct group_roots roots;
  /* All that the machine's folders hold, read-only and without access times; -1 before Linux 5.12. */
  int inputs;
};

struct cell {
  enum cell_stage stage;
  /* One that no other cell of the box has. */
  const char *name;
  /* Of the run stage: a memory file system of its own for /tmp and /dev/shm. Empty: not mounted. */
  char files[288];
  /* How much may be written now; 0: not set yet. */
  uint64_t written_bytes;
  pid_t bwrap;
  /* A pidfd: a number could have gone to another process by the time it is killed. -1: none. */
  int runner;
  /* To the runner (wire.h); -1 when the cell is not alive. */
  int channel, orders;
  /* The runner waits for an order. */
  int ready;
  struct cgroup group;
  /* What the group is prepared for, and the next program is expected to ask for; no processes: nothing yet. */
  struct group_limits limits;
};

/* A cell that is not alive. */
struct cell cell_none(enum cell_stage stage, const char *name);
/*
 * `folder` holds work/ and the folders that back /tmp and /dev/shm of the compile stage, whose programs pass on what they
 * like through /work; they belong to `user`. The cell comes up by itself: `cell_hear` takes part. 0, or -1 and a message.
 */
int cell_start(struct cell *cell, const struct setup *setup, const char *folder, unsigned number, uid_t user);
/* Waits until the cell is up. 0, or -1 and a message. */
int cell_await(struct cell *cell);
/* Asks the runner to make it ready for the next program. A runner that is gone shows on the channel. */
void cell_clean(const struct cell *cell);
/* Takes what the runner said before or between programs, and prepares the group for one like the last. -1: it is lost. */
int cell_hear(struct cell *cell);
/* Prepares the group of a cell that is ready for one program. 0, or -1 with errno. */
int cell_prepare(struct cell *cell, const struct group_limits *limits);
/* With process 1 of its pid namespace everything in it dies. */
void cell_kill(const struct cell *cell);
/* Kills all in it, waits, removes its files and its cgroup. Harmless on a cell that is not alive. */
void cell_stop(struct cell *cell);

#endif
