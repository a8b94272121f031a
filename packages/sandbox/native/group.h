/*
 * The cgroup of a box's runner and programs: limits, and figures since the last group_begin. Version 1 has one folder
 * in each of three hierarchies, version 2 has one folder; `roots` are made by whoever starts the launcher.
 */
#ifndef GAVEL_GROUP_H
#define GAVEL_GROUP_H

#include <stdint.h>
#include <sys/types.h>

enum group_kind { GROUP_NONE, GROUP_V1, GROUP_V2 };

/* Indices of `path`; version 2 uses the first only. */
enum { GROUP_MEMORY, GROUP_PIDS, GROUP_CPU, GROUP_PATHS };

struct group_roots {
  enum group_kind kind;
  const char *path[GROUP_PATHS];
};

struct group_figures {
  uint64_t cpu_ns, peak_bytes, oom_kills, refused_forks;
  /* Processes and threads in the group but the runner, at group_end. */
  uint64_t alive;
  /* At group_end: somebody was killed for want of memory, but of the machine's or of a group's above, not of this one's. */
  int starved;
};

/* Indices of `file`. */
enum {
  GROUP_CPU_FILE,
  GROUP_EVENTS_FILE,
  GROUP_FORKS_FILE,
  GROUP_ALIVE_FILE,
  GROUP_USAGE_FILE,
  GROUP_PEAK_FILE,
  /* Memory and swap together; version 1 only. */
  GROUP_SWAP_PEAK_FILE,
  GROUP_FILES
};

struct group_limits {
  uint64_t memory_bytes;
  uint32_t processes;
};

struct cgroup {
  enum group_kind kind;
  char path[GROUP_PATHS][512];
  uint32_t renewals;
  /* What is read after every program stays open: that is three times faster. -1: not open. */
  int file[GROUP_FILES];
  /* What is in force now. */
  uint64_t memory_limit;
  uint32_t process_limit;
  uint64_t memory_before;
  struct group_figures before;
};

int group_make(struct cgroup *group, const struct group_roots *roots, const char *name);
int group_attach(const struct cgroup *group, pid_t pid);
/* Sets the limits for the next program. What the runner and the waiting child use is not counted against it. */
int group_begin(struct cgroup *group, const struct group_limits *limits);
/* Since group_begin, without the peak; all 0 where it cannot be read just now. */
struct group_figures group_so_far(const struct cgroup *group);
/* 0, or -1 with errno: then the figures mean nothing. */
int group_end(const struct cgroup *group, struct group_figures *figures);
/* The processes must be dead. A folder that the kernel still holds is tried again for a second. */
void group_remove(struct cgroup *group);
void group_remove_folder(const char *path);

#endif
