/*
 * Starts boxes, and keeps some ready. One per sandbox; outside of Node, whose spawn blocks its event loop (2 ms at
 * 55 MB of memory, 21 ms at 475 MB).
 *
 * usage: gavel-launcher --boxes N --stage FOLDER --bwrap PATH [--v1 MEMORY PIDS CPU | --v2 FOLDER]
 *                       [--tool NAME PATH]... -- BWRAP-ARGUMENTS...
 *
 * It listens on the socket `s` in its working folder; a connection is a box (box.h). It ends, and everything with it,
 * when its stdin closes: that happens also when the process that started it is killed.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "box.h"

enum { OWNER = 0, BOXES_MAX = 1000, TOOLS_MAX = 16, FAILURES_MAX = 3 };

struct tool {
  const char *name, *path;
};

struct options {
  struct setup setup;
  unsigned boxes;
  struct tool tools[TOOLS_MAX];
  int tool_count;
};

static void die(const char *what) {
  fprintf(stderr, "gavel-launcher: %s: %s\n", what, strerror(errno));
  exit(70);
}

static void usage(const char *what) {
  fprintf(stderr, "gavel-launcher: bad arguments near %s\n", what);
  exit(64);
}

static void parse(struct options *o, char **arg) {
  for (; *arg && strcmp(*arg, "--"); arg++) {
    char *name = *arg, *value = arg[1];
    if (!value) usage(name);
    if (!strcmp(name, "--boxes")) o->boxes = (unsigned)atoi(value);
    else if (!strcmp(name, "--stage")) o->setup.stage = value;
    else if (!strcmp(name, "--bwrap")) o->setup.bwrap = value;
    else if (!strcmp(name, "--v2")) {
      o->setup.roots = (struct group_roots){.kind = GROUP_V2, .path = {value}};
    } else if (!strcmp(name, "--v1")) {
      if (!arg[2] || !arg[3]) usage(name);
      o->setup.roots = (struct group_roots){.kind = GROUP_V1, .path = {value, arg[2], arg[3]}};
      arg += 2;
    } else if (!strcmp(name, "--tool")) {
      if (!arg[2] || o->tool_count == TOOLS_MAX) usage(name);
      o->tools[o->tool_count++] = (struct tool){value, arg[2]};
      arg++;
    } else usage(name);
    arg++;
  }
  if (!*arg) usage("the end");
  o->setup.bwrap_args = arg + 1;
  while (o->setup.bwrap_args[o->setup.bwrap_args_count]) o->setup.bwrap_args_count++;
  if (!o->setup.stage || !o->setup.bwrap || !o->boxes || o->boxes > BOXES_MAX) usage("the start");
  if (o->setup.bwrap_args_count > 200) usage("bubblewrap's arguments");
}

/*
 * The machine's folders once more, read-only and without access times, mounted nowhere: an input that is opened in there
 * cannot be changed by whoever it is handed to.
 */
static int clone_folders(void) {
  /* Newer than some libc headers. */
  enum { OPEN_TREE = 428, MOUNT_SETATTR = 442, CLONE = 1, RECURSIVE = 0x8000, READ_ONLY = 0x1, NO_ATIME = 0x10, ATIME = 0x70 };
  struct {
    uint64_t set, clear, propagation, user_namespace;
  } flags = {.set = READ_ONLY | NO_ATIME, .clear = ATIME};
  int tree = (int)syscall(OPEN_TREE, AT_FDCWD, "/", CLONE | RECURSIVE | O_CLOEXEC);
  if (tree < 0 || syscall(MOUNT_SETATTR, tree, "", AT_EMPTY_PATH | RECURSIVE, &flags, sizeof flags) == 0)
    return tree;
  close(tree);
  return -1;
}

static void write_file(const char *path, const char *text) {
  int fd = open(path, O_WRONLY | O_CLOEXEC);
  if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text)) die(path);
  close(fd);
}

/* An ordinary user may mount inside a user namespace of its own, in which it stays who it is. */
static void enter_namespaces(void) {
  uid_t uid = geteuid();
  gid_t gid = getegid();
  if (unshare(uid == 0 ? CLONE_NEWNS : CLONE_NEWUSER | CLONE_NEWNS) != 0)
    die("cannot make a mount namespace (unprivileged user namespaces may be switched off)");
  if (uid != 0) {
    char map[64];
    write_file("/proc/self/setgroups", "deny");
    snprintf(map, sizeof map, "%u %u 1", (unsigned)gid, (unsigned)gid);
    write_file("/proc/self/gid_map", map);
    snprintf(map, sizeof map, "%u %u 1", (unsigned)uid, (unsigned)uid);
    write_file("/proc/self/uid_map", map);
  }
  /* What is mounted on the host later shows up here; what is mounted here shows up nowhere. */
  if (mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL) != 0) die("cannot make mounts private");
}

/*
 * The box's user could not reach a program under /root, so those from outside the system folders are bound onto the
 * stage, which everybody in this mount namespace can reach, and nobody outside it can see.
 */
static void build_stage(const struct options *o) {
  const char *stage = o->setup.stage;
  int sources[TOOLS_MAX];
  for (int i = 0; i < o->tool_count; i++)
    if ((sources[i] = open(o->tools[i].path, O_PATH | O_CLOEXEC)) < 0) die(o->tools[i].path);
  if (mount("gavel-stage", stage, "tmpfs", MS_NOSUID | MS_NODEV, "mode=755,size=16m") != 0) die(stage);
  char path[512], source[64];
  snprintf(path, sizeof path, "%s/tools", stage);
  if (mkdir(path, 0755) != 0) die(path);
  for (int i = 0; i < o->tool_count; i++) {
    snprintf(path, sizeof path, "%s/tools/%s", stage, o->tools[i].name);
    snprintf(source, sizeof source, "/proc/self/fd/%d", sources[i]);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0444);
    if (fd < 0) die(path);
    close(fd);
    if (mount(source, path, NULL, MS_BIND, NULL) != 0) die(o->tools[i].path);
    close(sources[i]);
  }
}

/* Read-only, which forbids to set times and modes (they are the machine's own nodes), not to write into a device. */
static void bind_device(const char *node, const char *path) {
  int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0444);
  if (fd < 0) die(path);
  close(fd);
  struct statvfs now;
  if (mount(node, path, NULL, MS_BIND, NULL) != 0 || statvfs(path, &now) != 0) die(node);
  /* In a user namespace what the machine has set must stay set. */
  unsigned long flags = MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | (now.f_flag & ST_NOEXEC ? MS_NOEXEC : 0);
  if (mount(NULL, path, NULL, flags, NULL) != 0) die(node);
}

/* No terminals: the machine has a bounded number of them. */
static void build_devices(const char *stage) {
  static const char *nodes[] = {"null", "zero", "full", "random", "urandom"};
  static const char *links[][2] = {{"fd", ""}, {"stdin", "/0"}, {"stdout", "/1"}, {"stderr", "/2"}};
  char path[512], source[64];
  snprintf(path, sizeof path, "%s/dev", stage);
  if (mkdir(path, 0755) != 0) die(path);
  snprintf(path, sizeof path, "%s/dev/shm", stage);
  if (mkdir(path, 0755) != 0) die(path);
  for (size_t i = 0; i < sizeof nodes / sizeof *nodes; i++) {
    snprintf(path, sizeof path, "%s/dev/%s", stage, nodes[i]);
    snprintf(source, sizeof source, "/dev/%s", nodes[i]);
    bind_device(source, path);
  }
  for (size_t i = 0; i < sizeof links / sizeof *links; i++) {
    snprintf(path, sizeof path, "%s/dev/%s", stage, links[i][0]);
    snprintf(source, sizeof source, "/proc/self/fd%s", links[i][1]);
    if (symlink(source, path) != 0) die(path);
  }
}

static int start_listening(void) {
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "s"};
  if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) != 0 || listen(fd, 1024) != 0)
    die("cannot listen");
  return fd;
}

/* Boxes hold the reading end and clean up when it closes, which happens however the launcher ends. */
static int lifeline[2];

static pid_t start_box(const struct options *o, unsigned number, int listener) {
  pid_t pid = fork();
  if (pid == 0) {
    close(lifeline[1]);
    _exit(box_main(&o->setup, number, listener, lifeline[0]));
  }
  if (pid < 0) die("fork");
  return pid;
}

/* The place of a box; -1: it is none. */
static int place_of(pid_t pid, const struct options *o, const pid_t *boxes) {
  for (unsigned i = 0; i < o->boxes; i++)
    if (boxes[i] == pid) return (int)i;
  return -1;
}

/*
 * What a killed box leaves comes to the launcher. Most of it dies with the box, but not a bubblewrap that was just being
 * started: its second process waits for ever for a word of its first, and had no time yet to ask to die with it.
 */
static void kill_orphans(const struct options *o, const pid_t *boxes) {
  char path[64];
  snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)getpid());
  FILE *children = fopen(path, "re");
  if (!children) return;
  for (int pid; fscanf(children, "%d", &pid) == 1;)
    if (place_of(pid, o, boxes) < 0) kill(pid, SIGKILL);
  fclose(children);
}

/* A box that is killed from outside, for want of memory perhaps, tells nothing of those to come. */
static unsigned count_failures(unsigned before, int status) {
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) return before;
  return status == 0 ? 0 : before + 1;
}

/* A box that served is replaced at once; boxes that do not even start end the launcher. */
static void keep_boxes(const struct options *o, int listener, int signals, pid_t *boxes) {
  struct pollfd on[2] = {{.fd = OWNER, .events = POLLIN}, {.fd = signals, .events = POLLIN}};
  unsigned failures = 0;
  for (;;) {
    if (poll(on, 2, -1) < 0 && errno != EINTR) die("poll");
    if (on[0].revents) return;
    struct signalfd_siginfo info;
    if (on[1].revents && read(signals, &info, sizeof info) < 0 && errno != EAGAIN) die("signalfd");
    int status;
    pid_t ended;
    while ((ended = waitpid(-1, &status, WNOHANG)) > 0) {
      if (status != 0) kill_orphans(o, boxes);
      int place = place_of(ended, o, boxes);
      if (place < 0) continue;
      boxes[place] = 0;
      failures = count_failures(failures, status);
      if (failures >= FAILURES_MAX) return;
      boxes[place] = start_box(o, (unsigned)place, listener);
    }
  }
}

static void end_boxes(const struct options *o, const pid_t *boxes) {
  struct timespec pause = {.tv_nsec = 5000000};
  int tries = 0;
  while (waitpid(-1, NULL, WNOHANG) >= 0) {
    /* After ten seconds a box that does not end by itself is killed; the kernel then ends what is in it. */
    for (unsigned i = 0; tries == 2000 && i < o->boxes; i++)
      if (boxes[i]) kill(boxes[i], SIGKILL);
    kill_orphans(o, boxes);
    tries++;
    nanosleep(&pause, NULL);
  }
  const struct group_roots *roots = &o->setup.roots;
  int count = roots->kind == GROUP_V1 ? GROUP_PATHS : roots->kind == GROUP_V2 ? 1 : 0;
  for (int i = 0; i < count; i++) group_remove_folder(roots->path[i]);
  unlink("s");
}

int main(int argc, char **argv) {
  static struct options options;
  static pid_t boxes[BOXES_MAX];
  if (argc < 2) usage("the start");
  parse(&options, argv + 1);
  umask(022);
  enter_namespaces();
  options.setup.inputs = clone_folders();
  build_stage(&options);
  build_devices(options.setup.stage);
  sigset_t mask;
  sigemptyset(&mask);
  sigaddset(&mask, SIGCHLD);
  /* Ctrl-C and a service manager signal the whole group; this ends when its owner does, not before. */
  signal(SIGINT, SIG_IGN);
  signal(SIGTERM, SIG_IGN);
  if (prctl(PR_SET_CHILD_SUBREAPER, 1) != 0) die("cannot adopt what boxes leave");
  if (pipe2(lifeline, O_CLOEXEC) != 0) die("pipe");
  if (sigprocmask(SIG_BLOCK, &mask, NULL) != 0) die("sigprocmask");
  int signals = signalfd(-1, &mask, SFD_CLOEXEC | SFD_NONBLOCK);
  int listener = start_listening();
  for (unsigned i = 0; i < options.boxes; i++) boxes[i] = start_box(&options, i, listener);
  keep_boxes(&options, listener, signals, boxes);
  close(listener);
  close(lifeline[1]);
  end_boxes(&options, boxes);
  return 0;
}
