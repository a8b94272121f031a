#define _GNU_SOURCE
#include "ends.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static int open_path(const char *path, int flags) {
  return open(*path ? path : "/dev/null", flags | O_CLOEXEC | O_NOCTTY, 0644);
}

/*
 * Pages of a file that is not in memory yet are charged to the group of whoever reads them first: that shall not be the
 * program. Small files are within what a memory figure is good for. What is there already costs 13 us a MiB; a disk that is
 * slow holds up its own box, before the program's clock starts. What cannot be read the program finds out by itself.
 */
static void charge_to_us(int file) {
  static const off_t small = 256 * 1024;
  struct stat about;
  if (fstat(file, &about) != 0 || about.st_size <= small) return;
  int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  off_t at = 0;
  while (sendfile(nowhere, file, &at, 1 << 30) > 0) continue;
  if (nowhere >= 0) close(nowhere);
}

/* A program of the launcher's own user could write to a file that it is handed: it gets a copy that nobody can write. */
static int copy_input(int file) {
  if (geteuid() == 0) return file;
  int copy = memfd_create("input", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  ssize_t moved = copy < 0 ? -1 : 1;
  while (moved > 0) moved = sendfile(copy, file, NULL, 1 << 30);
  int failed = moved < 0 || lseek(copy, 0, SEEK_SET) != 0 ||
               fcntl(copy, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) != 0;
  int error = errno;
  close(file);
  if (failed && copy >= 0) close(copy);
  errno = error;
  return failed ? -1 : copy;
}

/*
 * A program may open what it is handed again, through /proc/self/fd/0 and from whatever namespace, as the mount allows
 * over which it was opened: that mount is read-only, and reading changes no access time that another could see.
 */
static int open_input(const char *path, int inputs) {
  struct open_how how = {.flags = O_RDONLY | O_CLOEXEC | O_NOCTTY, .resolve = RESOLVE_IN_ROOT};
  int file = inputs >= 0 && *path == '/' ? (int)syscall(SYS_openat2, inputs, path, &how, sizeof how) : -1;
  int shielded = file >= 0;
  /* What was mounted after the launcher had started is not in there. */
  if (!shielded) file = open_path(path, O_RDONLY);
  if (file < 0 || !*path) return file;
  if (!shielded) file = copy_input(file);
  if (file >= 0) charge_to_us(file);
  return file;
}

/* A pipe whose writing end is the program's. */
static int open_copied(int *programs, int *ours) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return -1;
  *ours = ends[0];
  *programs = ends[1];
  return fcntl(*ours, F_SETFL, O_NONBLOCK);
}

static int open_talk(const struct run_request *request, int fds[WIRE_FDS_MAX], int *out) {
  if (request->link == LINK_NONE) {
    fds[0] = open_input(request->paths[0], request->inputs);
    return fds[0] < 0 ? -1 : open_copied(&fds[1], out);
  }
  if (request->link == LINK_HOST && link_make(request->paths, request->held) != 0) return -1;
  fds[0] = link_open(request->paths[0], O_RDONLY);
  fds[1] = link_open(request->paths[1], O_WRONLY);
  return fds[0] < 0 || fds[1] < 0 ? -1 : 0;
}

int ends_open(const struct run_request *request, int fds[WIRE_FDS_MAX], int copied[2]) {
  for (int i = 0; i < WIRE_FDS_MAX; i++) fds[i] = -1;
  copied[0] = copied[1] = -1;
  if (open_talk(request, fds, &copied[0]) != 0 || open_copied(&fds[2], &copied[1]) != 0) return -1;
  int count = WIRE_FDS_MIN;
  for (uint32_t i = 0; i < request->file_count; i++, count++) {
    fds[count] = open_input(request->files[i], request->inputs);
    if (fds[count] < 0) return -1;
  }
  return count;
}

void ends_close(const int fds[WIRE_FDS_MAX]) {
  for (int i = 0; i < WIRE_FDS_MAX; i++)
    if (fds[i] >= 0) close(fds[i]);
}

/*
 * The output of the run before is taken away, not emptied: ext4 writes a file that was emptied to the disk when it is closed
 * (its auto_da_alloc), which costs 0.3 ms.
 */
static int open_output(const char *path) {
  struct stat old;
  if (lstat(path, &old) == 0 && S_ISREG(old.st_mode)) unlink(path);
  return open_path(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW);
}

int ends_open_outputs(const struct run_request *request, int files[2]) {
  for (int i = 0; i < 2; i++) {
    const char *path = request->paths[1 + i];
    /* A pipe to another program is no file: it is handed over, not copied to. */
    if (!*path || (i == 0 && request->link != LINK_NONE)) continue;
    files[i] = open_output(path);
    if (files[i] < 0) return -1;
  }
  return 0;
}
