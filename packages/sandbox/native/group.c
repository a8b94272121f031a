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

/* Of a group without an open descriptor of memory.peak: not (yet) opened, or unknown to this kernel. */
enum { PEAK_CLOSED = -1, PEAK_ABSENT = -2 };

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
static int get_number(const char *folder, const char *file, const char *key, uint64_t *value) {
  char text[4096];
  int fd = open_in(folder, file, O_RDONLY);
  if (fd < 0) return -1;
  ssize_t got = read(fd, text, sizeof text - 1);
  int error = errno;
  close(fd);
  errno = error;
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

/* Before Linux 5.19 there is none: the largest process stands for all then. */
static void open_peak(struct cgroup *group, int mode) {
  group->peak = open_in(group->path[0], "memory.peak", mode);
  if (group->peak < 0 && errno == ENOENT) group->peak = PEAK_ABSENT;
}

int group_make(struct cgroup *group, const struct group_roots *roots, const char *name) {
  *group = (struct cgroup){.kind = roots->kind, .peak = PEAK_CLOSED};
  if (group->kind == GROUP_NONE) return 0;
  for (int i = 0; i < paths_of(group); i++) {
    snprintf(group->path[i], sizeof group->path[i], "%s/%s", roots->path[i], name);
    /* Left by a box that was killed in the middle. */
    if (mkdir(group->path[i], 0755) != 0 && errno != EEXIST) return -1;
  }
  if (group->kind == GROUP_V2) {
    /* Absent when there is no swap. */
    if (put_text(group->path[GROUP_MEMORY], "memory.swap.max", "0") != 0 && errno != ENOENT) return -1;
    open_peak(group, O_RDWR);
  }
  return 0;
}

int group_attach(struct cgroup *group, pid_t runner) {
  group->runner = runner;
  if (group->kind == GROUP_NONE) return 0;
  for (int i = 0; i < paths_of(group); i++)
    if (put_number(group->path[i], "cgroup.procs", (uint64_t)runner) != 0) return -1;
  return 0;
}

/* Version 2 before Linux 6.12 cannot reset the peak: the runner moves to a fresh group instead. */
static int renew(struct cgroup *group) {
  struct cgroup old = *group;
  char *dot = strrchr(group->path[0], '.');
  if (dot && group->renewals) *dot = 0;
  size_t length = strlen(group->path[0]);
  snprintf(group->path[0] + length, sizeof group->path[0] - length, ".%u", ++group->renewals);
  if (mkdir(group->path[0], 0755) != 0 && errno != EEXIST) return -1;
  if (put_text(group->path[0], "memory.swap.max", "0") != 0 && errno != ENOENT) return -1;
  if (group_attach(group, group->runner) != 0) return -1;
  open_peak(group, O_RDONLY);
  group_remove(&old);
  return 0;
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
  if (group->kind == GROUP_V1) return get_number(group->path[GROUP_CPU], "cpuacct.usage", NULL, ns);
  if (get_number(group->path[0], "cpu.stat", "usage_usec", ns) != 0) return -1;
  *ns *= 1000;
  return 0;
}

/* What only grows: CPU time, kills for want of memory, forks refused. 0, or -1 with errno. */
static int get_counts(const struct cgroup *group, struct group_figures *counts) {
  const char *file = group->kind == GROUP_V1 ? "memory.oom_control" : "memory.events";
  return get_cpu_ns(group, &counts->cpu_ns) == 0 &&
                 get_number(group->path[GROUP_MEMORY], file, "oom_kill", &counts->oom_kills) == 0 &&
                 get_number(pids_path(group), "pids.events", "max", &counts->refused_forks) == 0
             ? 0
             : -1;
}

static int begin_memory(struct cgroup *group, uint64_t bytes) {
  const char *folder = group->path[GROUP_MEMORY];
  if (group->kind == GROUP_V1) {
    if (get_number(folder, "memory.usage_in_bytes", NULL, &group->memory_before) != 0) return -1;
    if (set_memory_v1(folder, group->memory_before + bytes) != 0) return -1;
    return put_text(folder, "memory.max_usage_in_bytes", "0");
  }
  int reset = group->peak == PEAK_ABSENT || (group->peak >= 0 && write(group->peak, "0", 1) == 1);
  if (!reset && renew(group) != 0) return -1;
  if (get_number(folder, "memory.current", NULL, &group->memory_before) != 0) return -1;
  return put_number(folder, "memory.max", group->memory_before + bytes);
}

int group_begin(struct cgroup *group, uint64_t memory_bytes, uint32_t processes) {
  if (group->kind == GROUP_NONE) return 0;
  if (begin_memory(group, memory_bytes) != 0) return -1;
  /* One more: the runner. */
  if (put_number(pids_path(group), "pids.max", processes + 1u) != 0) return -1;
  return get_counts(group, &group->before);
}

uint64_t group_cpu_ns(const struct cgroup *group) {
  uint64_t now;
  return group->kind != GROUP_NONE && get_cpu_ns(group, &now) == 0 ? now - group->before.cpu_ns : 0;
}

static int get_peak(const struct cgroup *group, uint64_t *bytes) {
  if (group->kind == GROUP_V1)
    return get_number(group->path[GROUP_MEMORY], "memory.max_usage_in_bytes", NULL, bytes);
  *bytes = 0;
  if (group->peak == PEAK_ABSENT) return 0;
  char text[32] = {0};
  /* The reset holds for readers of the same descriptor only. */
  if (pread(group->peak, text, sizeof text - 1, 0) <= 0) return -1;
  *bytes = strtoull(text, NULL, 10);
  return 0;
}

int group_end(const struct cgroup *group, struct group_figures *figures) {
  *figures = (struct group_figures){0};
  if (group->kind == GROUP_NONE) return 0;
  if (get_counts(group, figures) != 0 || get_peak(group, &figures->peak_bytes) != 0) return -1;
  figures->cpu_ns -= group->before.cpu_ns;
  figures->oom_kills -= group->before.oom_kills;
  figures->refused_forks -= group->before.refused_forks;
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
  if (group->peak >= 0) close(group->peak);
  for (int i = 0; i < paths_of(group); i++)
    if (group->path[i][0]) group_remove_folder(group->path[i]);
  group->kind = GROUP_NONE;
}
