#define _GNU_SOURCE
#include "cell.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "wire.h"

enum { ARGS_MAX = 256, START_TIMEOUT_MS = 20000 };

static int complain(const char *what) {
  fprintf(stderr, "gavel-launcher: %s: %s\n", what, strerror(errno));
  return -1;
}

static void build_args(char **args, const struct setup *setup, const struct cell *cell, const char *folder) {
  static char work[512], tmp[512], shm[512];
  const char *files = *cell->files ? cell->files : folder;
  int compiles = cell->stage == STAGE_COMPILE;
  snprintf(work, sizeof work, "%s/work", folder);
  snprintf(tmp, sizeof tmp, "%s/tmp", files);
  snprintf(shm, sizeof shm, "%s/shm", files);
  int n = 0;
  args[n++] = (char *)setup->bwrap;
  for (int i = 0; i < setup->bwrap_args_count; i++) args[n++] = setup->bwrap_args[i];
  /* The roots that bubblewrap makes are writable memory file systems: all but these folders is closed after. */
  char *own[] = {compiles ? "--bind" : "--ro-bind", work, "/work",
                 "--bind", tmp, "/tmp", "--bind", shm, "/dev/shm",
                 "--remount-ro", "/dev", "--remount-ro", "/",
                 "--chdir", compiles ? "/work" : "/tmp",
                 "--", "/gavel/runner", "/tmp", compiles ? NULL : "/tmp", "/dev/shm"};
  for (size_t i = 0; i < sizeof own / sizeof *own; i++) args[n++] = own[i];
  args[n] = NULL;
}

/* Reading leaves no trace in it either: no access times. */
static int make_files(struct cell *cell, const char *folder, uid_t user) {
  static const char *names[] = {"tmp", "shm"};
  snprintf(cell->files, sizeof cell->files, "%s/%s", folder, cell->name);
  int failed = (mkdir(cell->files, 0755) != 0 && errno != EEXIST) ||
               mount("gavel-run", cell->files, "tmpfs", MS_NOSUID | MS_NODEV | MS_NOATIME,
                     "mode=755,size=1g,nr_inodes=100k") != 0;
  if (failed) {
    cell->files[0] = 0;
    return complain("cannot mount a memory file system");
  }
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    char path[512];
    snprintf(path, sizeof path, "%s/%s", cell->files, names[i]);
    if (mkdir(path, 0700) != 0 || chown(path, user, (gid_t)-1) != 0) return complain(path);
  }
  return 0;
}

static void become(uid_t user) {
  if (user == geteuid()) return;
  if (setgroups(0, NULL) != 0 || setresgid(user, user, user) != 0 || setresuid(user, user, user) != 0) {
    complain("cannot become the user of the box");
    _exit(70);
  }
}

/* First above all: none must be closed by another's move. */
static int place_channels(int channel, int orders) {
  int numbering = open("/proc/sys/kernel/ns_last_pid", O_WRONLY | O_CLOEXEC);
  int from[] = {channel, orders, numbering}, to[] = {WIRE_CHANNEL, WIRE_ORDERS, WIRE_NUMBERING};
  int count = numbering < 0 ? 2 : 3;
  for (int i = 0; i < count; i++)
    if ((from[i] = fcntl(from[i], F_DUPFD_CLOEXEC, 10)) < 0) return -1;
  for (int i = 0; i < count; i++)
    if (dup2(from[i], to[i]) != to[i]) return -1;
  if (count == 2) close(WIRE_NUMBERING);
  return 0;
}

static void exec_bwrap(const struct setup *setup, const struct cell *cell, const char *folder, int channel,
                       int orders, uid_t user) {
  static char *args[ARGS_MAX];
  static char *no_env[] = {NULL};
  build_args(args, setup, cell, folder);
  become(user);
  /* After the change of user, which clears it. */
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  int null = open("/dev/null", O_RDWR);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  /* Ignored ones would stay so in every program. */
  signal(SIGPIPE, SIG_DFL);
  signal(SIGINT, SIG_DFL);
  signal(SIGTERM, SIG_DFL);
  if (null < 0 || dup2(null, 0) < 0 || dup2(null, 1) < 0) _exit(70);
  if (place_channels(channel, orders) != 0) _exit(70);
  execve(setup->bwrap, args, no_env);
  complain(setup->bwrap);
  _exit(70);
}

/* The kernel says who sent it: the runner is known without trusting anything inside. 0, or -1. */
static int take_hello(struct cell *cell) {
  uint32_t kind = 0;
  char control[CMSG_SPACE(sizeof(struct ucred))];
  struct iovec part = {.iov_base = &kind, .iov_len = sizeof kind};
  struct msghdr message = {
      .msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
  ssize_t got = recvmsg(cell->channel, &message, MSG_CMSG_CLOEXEC);
  struct cmsghdr *header = got > 0 ? CMSG_FIRSTHDR(&message) : NULL;
  if (got != sizeof kind || kind != WIRE_HELLO || !header || header->cmsg_type != SCM_CREDENTIALS) return -1;
  struct ucred who;
  memcpy(&who, CMSG_DATA(header), sizeof who);
  cell->runner = (int)syscall(SYS_pidfd_open, who.pid, 0);
  if (cell->runner < 0) return complain("pidfd_open");
  int off = 0;
  if (setsockopt(cell->channel, SOL_SOCKET, SO_PASSCRED, &off, sizeof off) != 0) return complain("SO_PASSCRED");
  return group_attach(&cell->group, who.pid) == 0 ? 0 : complain("cannot attach to a cgroup");
}

static int await_message(const struct cell *cell) {
  struct pollfd on = {.fd = cell->channel, .events = POLLIN};
  return poll(&on, 1, START_TIMEOUT_MS) > 0 ? 0 : complain("the box did not start in time");
}

int cell_await(struct cell *cell) { return await_message(cell) == 0 ? cell_hear(cell) : -1; }

struct cell cell_none(enum cell_stage stage, const char *name) {
  return (struct cell){.stage = stage, .name = name, .channel = -1, .orders = -1, .runner = -1};
}

int cell_start(struct cell *cell, const struct setup *setup, const char *folder, unsigned number, uid_t user) {
  *cell = cell_none(cell->stage, cell->name);
  char name[64];
  snprintf(name, sizeof name, "%s%u", cell->name, number);
  if (group_make(&cell->group, &setup->roots, name) != 0) return complain("cannot make a cgroup");
  if (cell->stage == STAGE_RUN && make_files(cell, folder, user) != 0) {
    cell_stop(cell);
    return -1;
  }
  int pair[2], orders[2], on = 1;
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0) return complain("socketpair");
  cell->channel = pair[0];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, orders) != 0) return complain("socketpair");
  cell->orders = orders[0];
  if (setsockopt(pair[0], SOL_SOCKET, SO_PASSCRED, &on, sizeof on) != 0) return complain("SO_PASSCRED");
  cell->bwrap = fork();
  if (cell->bwrap == 0) exec_bwrap(setup, cell, folder, pair[1], orders[1], user);
  close(pair[1]);
  close(orders[1]);
  return cell->bwrap < 0 ? complain("fork") : 0;
}

void cell_clean(const struct cell *cell) {
  uint32_t kind = WIRE_CLEAN;
  send(cell->channel, &kind, sizeof kind, MSG_NOSIGNAL);
}

int cell_hear(struct cell *cell) {
  if (cell->runner < 0) {
    if (take_hello(cell) != 0) {
      fputs("gavel-launcher: the box did not come up; bubblewrap's message is above\n", stderr);
      return -1;
    }
    cell_clean(cell);
    return 0;
  }
  uint32_t kind;
  if (recv(cell->channel, &kind, sizeof kind, 0) != sizeof kind || kind != WIRE_READY || cell->ready) return -1;
  cell->ready = 1;
  return cell->limits.processes ? group_begin(&cell->group, &cell->limits) : 0;
}

int cell_prepare(struct cell *cell, const struct group_limits *limits) {
  const struct group_limits *now = &cell->limits;
  if (now->processes == limits->processes && now->memory_bytes == limits->memory_bytes) return 0;
  cell->limits = *limits;
  return group_begin(&cell->group, limits);
}

void cell_kill(const struct cell *cell) {
  if (cell->runner >= 0) syscall(SYS_pidfd_send_signal, cell->runner, SIGKILL, NULL, 0);
  else if (cell->bwrap > 0) kill(cell->bwrap, SIGKILL);
}

void cell_stop(struct cell *cell) {
  /* Of one that is coming up bubblewrap alone would die by name, and not wait for what it has started. */
  if (cell->bwrap > 0 && cell->runner < 0 && await_message(cell) == 0) take_hello(cell);
  cell_kill(cell);
  if (cell->channel >= 0) close(cell->channel);
  if (cell->orders >= 0) close(cell->orders);
  if (cell->bwrap > 0)
    while (waitpid(cell->bwrap, NULL, 0) < 0 && errno == EINTR) continue;
  if (cell->runner >= 0) close(cell->runner);
  if (*cell->files && umount2(cell->files, MNT_DETACH) != 0) complain(cell->files);
  if (cell->group.kind != GROUP_NONE) group_remove(&cell->group);
  *cell = cell_none(cell->stage, cell->name);
}
