#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int done;

/* Something that must not work was tried. */
static void refused(const char *what, long result) {
  if (result < 0) return;
  printf("done: %s\n", what);
  done = 1;
}

static void cannot_open(const char *path, int flags) { refused(path, open(path, flags, 0666)); }

/* The harness gives what an attacker may know of the host, a line for each: NAME VALUE. */
static const char *known(const char *name) {
  static char text[4096];
  static size_t length;
  if (!length) length = fread(text, 1, sizeof text - 1, stdin);
  for (char *line = text; line && *line; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL) {
    size_t size = strlen(name);
    if (strncmp(line, name, size) != 0 || line[size] != ' ') continue;
    static char value[1024];
    snprintf(value, sizeof value, "%.*s", (int)strcspn(line + size + 1, "\n"), line + size + 1);
    return value;
  }
  return "";
}

/* Of a run of before: there is this program, and process 1. */
static void look_for_others(void) {
  int seen = 0;
  struct dirent *entry;
  DIR *all = opendir("/proc");
  while ((entry = readdir(all))) seen += entry->d_name[0] >= '0' && entry->d_name[0] <= '9';
  closedir(all);
  if (seen == 2) return;
  printf("done: %d processes\n", seen);
  done = 1;
}

static int held(void) {
  if (!done) puts("held");
  fflush(stdout);
  return done;
}
