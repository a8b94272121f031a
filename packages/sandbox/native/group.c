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

/* The number after `key` in a file of "key value" lines; without a key the number the file begins with. 0 if absent. */
static uint64_t get_number(const char *folder, const char *file, const char *key) {
  char text[4096];
  int fd = open_in(folder, file, O_RDONLY);
  if (fd < 0) return 0;
  ssize_t got = read(fd, text, sizeof text - 1);
  close(fd);
  if (got <= 0) return 0;
  text[got] = 0;
  if (!key) return strtoull(text, NULL, 10);
  size_t length = strlen(key);
  for (char *line = text; line; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL)
    if (!strncmp(line, key, length) && line[length] == ' ') return strtoull(line + length, NULL, 10);
  return 0;
}

static int paths_of(const struct cgroup *group) { return group->kind == GROUP_V1 ? GROUP_PATHS : 1; }

int group_make(struct cgroup *group, const struct group_roots *roots, const char *name) {
  *group = (struct cgroup){.kind = roots->kind, .peak = -1};
  if (group->kind == GROUP_NONE) return 0;
  for (int i = 0; i < paths_of(group); i++) {
    snprintf(group->path[i], sizeof group->path[i], "%s/%s", roots->path[i], name);
    /* Left by a box that was killed in the middle. */
    if (mkdir(group->path[i], 0755) != 0 && errno != EEXIST) return -1;
  }
  if (group->kind == GROUP_V2) {
    /* Absent when there is no swap. */
    if (put_text(group->path[GROUP_MEMORY], "memory.swap.max", "0") != 0 && errno != ENOENT) return -1;
    group->peak = open_in(group->path[GROUP_MEMORY], "memory.peak", O_RDWR);
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
  group->peak = open_in(group->path[0], "memory.peak", O_RDONLY);
  group_remove(&old);
  return 0;
}

static int set_memory_v1(const char *folder, uint64_t bytes) {
  /* The limit with swap may never be below the one without; the file is absent without swap accounting. */
  int swap = put_text(folder, "memory.memsw.limit_in_bytes", "-1") == 0;
  if (put_number(folder, "memory.limit_in_bytes", bytes) != 0) return -1;
  return swap ? put_number(folder, "memory.memsw.limit_in_bytes", bytes) : 0;
}

static uint64_t oom_kills(const struct cgroup *group) {
  const char *file = group->kind == GROUP_V1 ? "memory.oom_control" : "memory.events";
  return get_number(group->path[GROUP_MEMORY], file, "oom_kill");
}

static const char *pids_path(const struct cgroup *group) {
  return group->path[group->kind == GROUP_V1 ? GROUP_PIDS : 0];
}

static uint64_t cpu_ns(const struct cgroup *group) {
  if (group->kind == GROUP_V1) return get_number(group->path[GROUP_CPU], "cpuacct.usage", NULL);
  return get_number(group->path[0], "cpu.stat", "usage_usec") * 1000;
}

static int begin_memory(struct cgroup *group, uint64_t bytes) {
  const char *folder = group->path[GROUP_MEMORY];
  if (group->kind == GROUP_V1) {
    group->memory_before = get_number(folder, "memory.usage_in_bytes", NULL);
    if (set_memory_v1(folder, group->memory_before + bytes) != 0) return -1;
    return put_text(folder, "memory.max_usage_in_bytes", "0");
  }
  if ((group->peak < 0 || write(group->peak, "0", 1) != 1) && renew(group) != 0) return -1;
  folder = group->path[GROUP_MEMORY];
  group->memory_before = get_number(folder, "memory.current", NULL);
  return put_number(folder, "memory.max", group->memory_before + bytes);
}

int group_begin(struct cgroup *group, uint64_t memory_bytes, uint32_t processes) {
  if (group->kind == GROUP_NONE) return 0;
  if (begin_memory(group, memory_bytes) != 0) return -1;
  /* One more: the runner. */
  if (put_number(pids_path(group), "pids.max", processes + 1u) != 0) return -1;
  group->oom_before = oom_kills(group);
  group->refused_before = get_number(pids_path(group), "pids.events", "max");
  group->cpu_before = cpu_ns(group);
  return 0;
}

uint64_t group_cpu_ns(const struct cgroup *group) {
  return group->kind == GROUP_NONE ? 0 : cpu_ns(group) - group->cpu_before;
}

static uint64_t peak_bytes(const struct cgroup *group) {
  if (group->kind == GROUP_V1) return get_number(group->path[GROUP_MEMORY], "memory.max_usage_in_bytes", NULL);
  char text[32] = {0};
  /* The reset holds for readers of the same descriptor only. */
  if (group->peak < 0 || pread(group->peak, text, sizeof text - 1, 0) <= 0) return 0;
  return strtoull(text, NULL, 10);
}

void group_end(const struct cgroup *group, struct group_figures *figures) {
  *figures = (struct group_figures){0};
  if (group->kind == GROUP_NONE) return;
  figures->cpu_ns = group_cpu_ns(group);
  uint64_t peak = peak_bytes(group);
  figures->peak_bytes = peak > group->memory_before ? peak - group->memory_before : 0;
  figures->oom_kills = oom_kills(group) - group->oom_before;
  figures->refused_forks = get_number(pids_path(group), "pids.events", "max") - group->refused_before;
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
