/*
 * Removes a tree without recursion: a program may nest folders deeper than any stack or path is long. Folders found
 * inside a folder are moved up to the top under a fresh name, and taken in their turn.
 */
#define _GNU_SOURCE
#include "wipe.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int is_dot(const char *name) { return !strcmp(name, ".") || !strcmp(name, ".."); }

static DIR *open_folder(int at, const char *name) {
  int fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0 && errno == EACCES && fchmodat(at, name, 0700, 0) == 0)
    fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0) return NULL;
  if (fchmod(fd, 0700) != 0) {
    close(fd);
    return NULL;
  }
  return fdopendir(fd);
}

/* A name that is not taken: two folders cannot be renamed onto each other when the target has something in it. */
static int lift(int from, const char *name, int top) {
  static uint64_t counter;
  char fresh[32];
  do {
    snprintf(fresh, sizeof fresh, ".lifted-%llu", (unsigned long long)counter++);
    if (renameat2(from, name, top, fresh, RENAME_NOREPLACE) == 0) return 0;
  } while (errno == EEXIST);
  /* Moving a folder writes its "..": a mode without write access forbids that. */
  if (errno == EACCES && fchmodat(from, name, 0700, 0) == 0)
    return renameat2(from, name, top, fresh, RENAME_NOREPLACE);
  return -1;
}

static int empty_child(int top, const char *name) {
  DIR *folder = open_folder(top, name);
  if (!folder) return -1;
  int failed = 0;
  struct dirent *entry;
  while (!failed && (entry = readdir(folder))) {
    if (is_dot(entry->d_name)) continue;
    if (unlinkat(dirfd(folder), entry->d_name, 0) == 0) continue;
    failed = errno != EISDIR || lift(dirfd(folder), entry->d_name, top) != 0;
  }
  int error = errno;
  closedir(folder);
  errno = error;
  if (failed) return -1;
  /* Reading a folder while it shrinks may skip entries: the caller comes round again. */
  return unlinkat(top, name, AT_REMOVEDIR) == 0 || errno == ENOTEMPTY ? 0 : -1;
}

int wipe(const char *path) {
  DIR *top = open_folder(AT_FDCWD, path);
  if (!top) return -1;
  int failed = 0, found;
  do {
    found = 0;
    rewinddir(top);
    struct dirent *entry;
    while (!failed && (entry = readdir(top))) {
      if (is_dot(entry->d_name)) continue;
      found = 1;
      if (unlinkat(dirfd(top), entry->d_name, 0) == 0) continue;
      failed = errno != EISDIR || empty_child(dirfd(top), entry->d_name) != 0;
    }
  } while (found && !failed);
  int error = errno;
  closedir(top);
  errno = error;
  return failed ? -1 : 0;
}
