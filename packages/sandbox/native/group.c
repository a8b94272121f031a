#define _GNU_SOURCE
#include "group.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static int open_in(const char *folder, const char *file, int flags) {
  char path[768];
  snprintf(path, sizeof path, "%s/%s", folder, file);
  return open(path, flags | O_CLOEXEC);
}

static int put_text(const char *folder, const char *file, const char *text) {
  int fd = open_in(folder, file, O_WRONLY);
  if (fd < 0) return -1;
  ssize_t wrote = write(fd, text, strlen(text));
  int error = errno;
  close(fd);
  errno = error;
  return wrote == (ssize_t)strlen(text) ? 0 : -1;
}

static int put_number(const char *folder, const char *file, uint64_t value) {
  char text[32];
  snprintf(text, sizeof text, "%llu", (unsigned long long)value);
  return put_text(folder, file, text);
}

/* The number after `key` in a file of "key value" lines; without a key the number the file begins with. 0, or -1. */
static int get_number(int fd, const char *key, uint64_t *value) {
  char text[4096];
  ssize_t got = pread(fd, text, sizeof text - 1, 0);
  if (got < 0) return -1;
  text[got] = 0;
  size_t length = key ? strlen(key) : 0;
  for (char *line = text; line; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL) {
    if (key && (strncmp(line, key, length) != 0 || line[length] != ' ')) continue;
    char *end;
    *value = strtoull(line + length, &end, 10);
    if (end != line + length) return 0;
  }
  errno = ENODATA;
  return -1;
}

static int paths_of(const struct cgroup *group) { return group->kind == GROUP_V1 ? GROUP_PATHS : 1; }

static void close_files(struct cgroup *group) {
  for (int i = 0; i < GROUP_FILES; i++) {
    if (group->file[i] >= 0) close(group->file[i]);
    group->file[i] = -1;
  }
}

/*
 * Before Linux 5.19 version 2 has no memory.peak: the largest process stands for all then. Version 1 has a peak with swap only
 * where swap is counted.
 */
static int open_files(struct cgroup *group) {
  static const char *names[][GROUP_FILES] = {
      [GROUP_V1] = {"cpuacct.usage", "memory.oom_control", "pids.events", "pids.current",
                    "memory.usage_in_bytes", "memory.max_usage_in_bytes", "memory.memsw.max_usage_in_bytes"},
      [GROUP_V2] = {"cpu.stat", "memory.events", "pids.events", "pids.current", "memory.current", "memory.peak", NULL}};
  static const int hierarchy[GROUP_FILES] = {GROUP_CPU,    GROUP_MEMORY, GROUP_PIDS,  GROUP_PIDS,
                                             GROUP_MEMORY, GROUP_MEMORY, GROUP_MEMORY};
  for (int i = 0; i < GROUP_FILES; i++) {
    const char *folder = group->path[group->kind == GROUP_V1 ? hierarchy[i] : 0];
    const char *name = names[group->kind][i];
    if (!name) continue;
    int is_peak = i >= GROUP_PEAK_FILE;
    group->file[i] = open_in(folder, name, is_peak ? O_RDWR : O_RDONLY);
    if (group->file[i] >= 0) continue;
    /* Before Linux 6.12 version 2's can only be read. */
    if (is_peak && errno != ENOENT) group->file[i] = open_in(folder, name, O_RDONLY);
    if (group->file[i] < 0 && !(is_peak && errno == ENOENT)) return -1;
  }
  return 0;
}

/* The file is absent when there is no swap. */
static int forbid_swap(const struct cgroup *group) {
  return put_text(group->path[GROUP_MEMORY], "memory.swap.max", "0") == 0 || errno == ENOENT ? 0 : -1;
}

int group_make(struct cgroup *group, const struct group_roots *roots, const char *name) {
  *group = (struct cgroup){.kind = roots->kind};
  for (int i = 0; i < GROUP_FILES; i++) group->file[i] = -1;
  if (group->kind == GROUP_NONE) return 0;
  for (int i = 0; i < paths_of(group); i++) {
    snprintf(group->path[i], sizeof group->path[i], "%s/%s", roots->path[i], name);
    /* Left by a box that was killed in the middle. */
    if (mkdir(group->path[i], 0755) != 0 && errno != EEXIST) return -1;
  }
  return group->kind == GROUP_V2 && forbid_swap(group) != 0 ? -1 : open_files(group);
}

int group_attach(const struct cgroup *group, pid_t pid) {
  if (group->kind == GROUP_NONE) return 0;
  for (int i = 0; i < paths_of(group); i++)
    if (put_number(group->path[i], "cgroup.procs", (uint64_t)pid) != 0) return -1;
  return 0;
}

/* The runner: between programs nothing else is alive. */
static int move_all(const struct cgroup *from, const struct cgroup *to) {
  char path[768];
  snprintf(path, sizeof path, "%s/cgroup.procs", from->path[0]);
  FILE *pids = fopen(path, "re");
  if (!pids) return -1;
  int failed = 0, pid;
  while (!failed && fscanf(pids, "%d", &pid) == 1) failed = group_attach(to, pid) != 0;
  fclose(pids);
  return failed ? -1 : 0;
}

/* Version 2 before Linux 6.12 cannot reset the peak: all move to a fresh group instead. */
static int renew(struct cgroup *group) {
  struct cgroup old = *group;
  char *dot = strrchr(group->path[0], '.');
  if (dot && group->renewals) *dot = 0;
  size_t length = strlen(group->path[0]);
  snprintf(group->path[0] + length, sizeof group->path[0] - length, ".%u", ++group->renewals);
  if (mkdir(group->path[0], 0755) != 0 && errno != EEXIST) return -1;
  if (forbid_swap(group) != 0 || move_all(&old, group) != 0) return -1;
  group->memory_limit = group->process_limit = 0;
  int failed = open_files(group);
  group_remove(&old);
  return failed;
}

static int set_memory_v1(const char *folder, uint64_t bytes) {
  /* The limit with swap may never be below the one without; the file is absent without swap accounting. */
  int swap = put_text(folder, "memory.memsw.limit_in_bytes", "-1") == 0;
  if (put_number(folder, "memory.limit_in_bytes", bytes) != 0) return -1;
  return swap ? put_number(folder, "memory.memsw.limit_in_bytes", bytes) : 0;
}

static const char *pids_path(const struct cgroup *group) {
  return group->path[group->kind == GROUP_V1 ? GROUP_PIDS : 0];
}

static int get_cpu_ns(const struct cgroup *group, uint64_t *ns) {
  if (group->kind == GROUP_V1) return get_number(group->file[GROUP_CPU_FILE], NULL, ns);
  if (get_number(group->file[GROUP_CPU_FILE], "usage_usec", ns) != 0) return -1;
  *ns *= 1000;
  return 0;
}

/* What only grows: CPU time, kills for want of memory, forks refused. 0, or -1 with errno. */
static int get_counts(const struct cgroup *group, struct group_figures *counts) {
  return get_cpu_ns(group, &counts->cpu_ns) == 0 &&
                 get_number(group->file[GROUP_EVENTS_FILE], "oom_kill", &counts->oom_kills) == 0 &&
                 get_number(group->file[GROUP_FORKS_FILE], "max", &counts->refused_forks) == 0
             ? 0
             : -1;
}

static int reset_peak(struct cgroup *group) {
  int peak = group->file[GROUP_PEAK_FILE], with_swap = group->file[GROUP_SWAP_PEAK_FILE];
  if (with_swap >= 0 && pwrite(with_swap, "0", 1, 0) != 1) return -1;
  if (peak < 0 || pwrite(peak, "0", 1, 0) == 1) return 0;
  return group->kind == GROUP_V2 ? renew(group) : -1;
}

/*
 * On top of what is in use, which moves by some pages from program to program: that is not worth writing the limit
 * again each time.
 */
static int limit_memory(struct cgroup *group, uint64_t bytes) {
  static const uint64_t slack = 128 * 1024;
  uint64_t limit = group->memory_before + bytes, now = group->memory_limit;
  if ((limit > now ? limit - now : now - limit) <= slack) return 0;
  const char *folder = group->path[GROUP_MEMORY];
  group->memory_limit = limit;
  return group->kind == GROUP_V1 ? set_memory_v1(folder, limit) : put_number(folder, "memory.max", limit);
}

static int limit_processes(struct cgroup *group, uint32_t count) {
  if (group->process_limit == count) return 0;
  group->process_limit = count;
  /* One more: the runner. */
  return put_number(pids_path(group), "pids.max", count + 1u);
}

int group_begin(struct cgroup *group, const struct group_limits *limits) {
  if (group->kind == GROUP_NONE) return 0;
  return reset_peak(group) == 0 && get_number(group->file[GROUP_USAGE_FILE], NULL, &group->memory_before) == 0 &&
                 limit_memory(group, limits->memory_bytes) == 0 &&
                 limit_processes(group, limits->processes) == 0
             ? get_counts(group, &group->before)
             : -1;
}

/* 0, or -1 with errno. */
static int get_since(const struct cgroup *group, struct group_figures *figures) {
  if (get_counts(group, figures) != 0) return -1;
  figures->cpu_ns -= group->before.cpu_ns;
  figures->oom_kills -= group->before.oom_kills;
  figures->refused_forks -= group->before.refused_forks;
  return 0;
}

struct group_figures group_so_far(const struct cgroup *group) {
  struct group_figures figures = {0};
  return group->kind != GROUP_NONE && get_since(group, &figures) == 0 ? figures : (struct group_figures){0};
}

/* On version 2 the reset holds for readers of the same descriptor only. */
static int get_peak(const struct cgroup *group, uint64_t *bytes) {
  *bytes = 0;
  return group->file[GROUP_PEAK_FILE] < 0 ? 0 : get_number(group->file[GROUP_PEAK_FILE], NULL, bytes);
}

/*
 * Whether it is the group's own limit that somebody was killed for. Version 2 counts that at the group whose limit it is. The
 * failcnt of version 1 is always 0 in newer kernels: there the peaks tell; what was refused is not in them, but is no more than
 * the kernel takes at once.
 */
static int has_met_its_limit(const struct cgroup *group, uint64_t peak_bytes) {
  static const uint64_t most_at_once = 4 * 1024 * 1024;
  uint64_t count = 0, with_swap = 0;
  if (group->kind == GROUP_V2) return get_number(group->file[GROUP_EVENTS_FILE], "oom", &count) != 0 || count > 0;
  int swap = group->file[GROUP_SWAP_PEAK_FILE];
  if (swap >= 0 && get_number(swap, NULL, &with_swap) != 0) return 1;
  uint64_t peak = with_swap > peak_bytes ? with_swap : peak_bytes;
  return peak + most_at_once >= group->memory_limit;
}

int group_end(const struct cgroup *group, struct group_figures *figures) {
  *figures = (struct group_figures){0};
  if (group->kind == GROUP_NONE) return 0;
  if (get_since(group, figures) != 0 || get_peak(group, &figures->peak_bytes) != 0 ||
      get_number(group->file[GROUP_ALIVE_FILE], NULL, &figures->alive) != 0)
    return -1;
  figures->starved = figures->oom_kills > 0 && !has_met_its_limit(group, figures->peak_bytes);
  figures->alive -= figures->alive > 0;
  figures->peak_bytes -= figures->peak_bytes < group->memory_before ? figures->peak_bytes : group->memory_before;
  return 0;
}

void group_remove_folder(const char *path) {
  struct timespec pause = {.tv_nsec = 2000000};
  for (int tries = 0; tries < 500; tries++) {
    if (rmdir(path) == 0 || errno == ENOENT) return;
    if (errno != EBUSY) break;
    nanosleep(&pause, NULL);
  }
  fprintf(stderr, "gavel-launcher: cannot remove cgroup %s: %s\n", path, strerror(errno));
}

void group_remove(struct cgroup *group) {
  if (group->kind == GROUP_NONE) return;
  close_files(group);
  for (int i = 0; i < paths_of(group); i++)
    if (group->path[i][0]) group_remove_folder(group->path[i]);
  group->kind = GROUP_NONE;
}
