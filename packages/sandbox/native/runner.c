/*
 * Process 1 of a box. Runs one program after the other for the launcher (wire.h). A child runs in the runner's memory until
 * exec (vfork; trace.h tells of the others): nothing is copied, and nothing of a copy torn down. It is not started ahead: the
 * runner stands still while such a child waits, in a state that counts as load of the machine.
 * When the program ends the runner kills whatever is left and tells the launcher. If the program has written anything
 * the runner ends then, and with it the box's cell; so nothing of it can meet the next program, not even in what a file
 * system tells of itself.
 * Its arguments: a folder on the file system whose blocks are bounded, then the folders that must stay untouched.
 *
 * It has the same user as the programs, so three things keep it from them: signals to process 1 from inside its own
 * namespace are ignored by the kernel, it is not dumpable (its /proc entries and its memory cannot be opened), and no
 * descriptor of it is inherited.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <linux/capability.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "filter.h"
#include "note.h"
#include "trace.h"
#include "wire.h"

enum { FOLDERS_MAX = 4 };

struct order {
  struct wire_run run;
  /* What the program gets as descriptors 0 to count - 1. */
  int fds[WIRE_FDS_MAX];
  int count;
  char *argv[WIRE_STRINGS_MAX + 1];
  char *envp[WIRE_STRINGS_MAX + 1];
  /* NULL: none. */
  const char *note;
};

/* What the child tells before it becomes its program, in memory that both share. */
struct start {
  uint64_t at_ns;
  int32_t error;
};
static volatile struct start *start;

static char packet[WIRE_MAX];
static int child_signals = -1;
static int numbers_processes;

static void die(const char *what) {
  fprintf(stderr, "gavel-runner: %s: %s\n", what, strerror(errno));
  _exit(70);
}

static uint64_t now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* The kind of the next message; 0 when the launcher is gone or says nothing sensible. */
static uint32_t hear(void) {
  uint32_t kind;
  ssize_t got;
  do got = recv(WIRE_CHANNEL, &kind, sizeof kind, MSG_TRUNC);
  while (got < 0 && errno == EINTR);
  return got == sizeof kind ? kind : 0;
}

/* Waits for an order; ends when there will be none, or anything comes over the channel before it. Returns its length. */
static size_t take_order(struct order *order) {
  struct pollfd on[2] = {{.fd = WIRE_ORDERS, .events = POLLIN}, {.fd = WIRE_CHANNEL, .events = POLLIN}};
  while (poll(on, 2, -1) < 0)
    if (errno != EINTR) die("poll");
  if (!on[0].revents) {
    /* What is not read would reach the other end as an error instead of an end. */
    hear();
    _exit(0);
  }

  union {
    char bytes[CMSG_SPACE(WIRE_FDS_MAX * sizeof(int))];
    struct cmsghdr align;
  } control;
  struct iovec part = {.iov_base = packet, .iov_len = sizeof packet};
  struct msghdr message = {
      .msg_iov = &part, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control};
  ssize_t got;
  do got = recvmsg(WIRE_ORDERS, &message, MSG_CMSG_CLOEXEC);
  while (got < 0 && errno == EINTR);
  if (got <= 0) _exit(0);
  order->count = 0;
  struct cmsghdr *rights = CMSG_FIRSTHDR(&message);
  if (rights && rights->cmsg_type == SCM_RIGHTS) {
    order->count = (int)((rights->cmsg_len - CMSG_LEN(0)) / sizeof(int));
    memcpy(order->fds, CMSG_DATA(rights), (size_t)order->count * sizeof(int));
  }
  /* More were sent than there may be. */
  return message.msg_flags & MSG_CTRUNC ? 0 : (size_t)got;
}

static void tell(const void *message, size_t length) {
  if (send(WIRE_CHANNEL, message, length, MSG_NOSIGNAL) != (ssize_t)length) die("send");
}

static void tell_kind(uint32_t kind) { tell(&kind, sizeof kind); }

/* 0, or -1 when the packet is not well-formed. */
static int parse(struct order *order, size_t length) {
  if (length <= sizeof order->run || packet[length - 1] != 0 || order->count < WIRE_FDS_MIN) return -1;
  memcpy(&order->run, packet, sizeof order->run);
  uint32_t argc = order->run.argc, envc = order->run.envc;
  if (order->run.kind != WIRE_RUN || argc == 0 || argc > WIRE_STRINGS_MAX || envc > WIRE_STRINGS_MAX) return -1;
  char *at = packet + sizeof order->run, *end = packet + length;
  order->note = NULL;
  for (uint32_t i = 0; i < argc + envc + (order->run.note != 0); i++) {
    if (at >= end) return -1;
    if (i < argc) order->argv[i] = at;
    else if (i < argc + envc) order->envp[i - argc] = at;
    else order->note = at;
    at += strlen(at) + 1;
  }
  order->argv[argc] = NULL;
  order->envp[envc] = NULL;
  order->run.open_files = trace_descriptors(order->run.open_files);
  return at == end ? 0 : -1;
}

static void limit(int resource, rlim_t value) {
  struct rlimit now;
  if (getrlimit(resource, &now) != 0) die("getrlimit");
  if (now.rlim_max != RLIM_INFINITY && value > now.rlim_max) value = now.rlim_max;
  struct rlimit wanted = {.rlim_cur = value, .rlim_max = value};
  if (setrlimit(resource, &wanted) != 0) die("setrlimit");
}

/* Children inherit them too. */
static void set_common_limits(void) {
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_MEMLOCK, 64 * 1024);
  limit(RLIMIT_MSGQUEUE, 0);
  /* The stack counts as memory like all else: the cgroup bounds it. */
  limit(RLIMIT_STACK, RLIM_INFINITY);
}

static void set_own_limits(const struct wire_run *run) {
  limit(RLIMIT_FSIZE, run->file_bytes);
  limit(RLIMIT_NOFILE, run->open_files);
  if (run->rlimit_cpu_s) limit(RLIMIT_CPU, run->rlimit_cpu_s);
  if (run->rlimit_nproc) limit(RLIMIT_NPROC, run->rlimit_nproc);
}

/*
 * When memory runs out the kernel shall take a program, never the runner. A program can lower this to 0 again, not
 * below. /proc/self can be written only while dumpable; nobody else is alive to use that moment.
 */
static void offer_to_oom_killer(void) {
  if (prctl(PR_SET_DUMPABLE, 1) != 0) die("dumpable");
  int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
  if (fd < 0 || write(fd, "1000", 4) != 4) die("oom_score_adj");
  close(fd);
  /* It is the runner's memory that says so. */
  if (prctl(PR_SET_DUMPABLE, 0) != 0) die("dumpable");
}

/* The one right that the runner has, to number processes, is not the program's. */
static void drop_rights(void) {
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
  struct __user_cap_data_struct none[2] = {0};
  if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) != 0 || syscall(SYS_capset, &header, none) != 0)
    die("capset");
}

static void fail(int error) {
  start->error = error;
  _exit(71);
}

/* A child, from its beginning to its program. It does not return. */
static void become_program(void *what) {
  const struct order *order = what;
  if (setsid() < 0) die("setsid");
  offer_to_oom_killer();
  drop_rights();
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  if (syscall(SYS_close_range, 3u, ~0u, CLOSE_RANGE_CLOEXEC) != 0) die("close_range");
  /* None of them has a number that is given here: as many are open before they come. */
  for (int i = 0; i < order->count; i++)
    if (order->fds[i] < WIRE_FDS_MAX || dup2(order->fds[i], i) != i) fail(EBADF);
  set_own_limits(&order->run);
  start->at_ns = now_ns();
  execve(order->argv[0], order->argv, order->envp);
  fail(errno);
}

/*
 * Nothing else is alive in the box: no program of before can meet it. Each is process 2, and those it starts are
 * numbered from 3 on: how many there were before does not show.
 */
static void number_from_2(void) {
  if (numbers_processes && pwrite(WIRE_NUMBERING, "1", 1, 0) != 1) die("ns_last_pid");
}

/* Returns when the child has become its program, or is dead. */
static pid_t start_program(struct order *order) {
  number_from_2();
  if (order->run.traced) {
    pid_t traced = trace_start(become_program, order);
    if (traced > 0) return traced;
    number_from_2();
  }
  pid_t pid = vfork();
  if (pid < 0) die("vfork");
  if (pid == 0) become_program(order);
  return pid;
}

static uint64_t time_ns(struct timeval t) {
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_usec * 1000u;
}

/* Waits until the program ends, killing it when told to, and fills what can be told of it. */
static void watch(pid_t program, const struct wire_run *run, struct wire_done *done) {
  struct rusage usage;
  struct pollfd on[2] = {{.fd = child_signals, .events = POLLIN}, {.fd = WIRE_CHANNEL, .events = POLLIN}};
  for (;;) {
    if (poll(on, 2, -1) < 0 && errno != EINTR) die("poll");
    if (on[1].revents) {
      if (hear() != WIRE_KILL) _exit(0);
      kill(-1, SIGKILL);
    }
    struct signalfd_siginfo info;
    if (on[0].revents && read(child_signals, &info, sizeof info) < 0 && errno != EAGAIN) die("signalfd");
    for (;;) {
      pid_t pid = wait4(-1, &done->status, WNOHANG, &usage);
      if (pid <= 0) break;
      if (pid != program) continue;
      if (!WIFSTOPPED(done->status)) {
        done->cpu_ns = time_ns(usage.ru_utime) + time_ns(usage.ru_stime);
        done->maxrss_kib = (uint64_t)usage.ru_maxrss;
        return;
      }
      if (trace_go_on(program, done->status, run->open_files)) done->descriptors_used = 1;
    }
  }
}

/*
 * What the program leaves behind is a child of process 1 by then: without one there is nothing left, and the kernel need not
 * look for it among all processes of the machine, as it does for kill(-1). That one holds its task list, so no fork slips
 * through; what it killed is then reaped here.
 */
static uint32_t kill_rest(void) {
  uint32_t leftovers = 0;
  int options = WNOHANG;
  for (;;) {
    pid_t pid = waitpid(-1, NULL, options);
    if (pid < 0 && errno == EINTR) continue;
    if (pid < 0) return leftovers;
    if (pid > 0) leftovers++;
    if (options) kill(-1, SIGKILL);
    options = 0;
  }
}

static void run(const char *folder) {
  static struct order order;
  struct wire_done done = {.kind = WIRE_DONE};
  size_t length = take_order(&order);
  start->at_ns = 0;
  start->error = 0;
  if (parse(&order, length) != 0) start->error = EBADMSG;
  pid_t program = start->error ? 0 : start_program(&order);
  for (int i = 0; i < order.count; i++)
    if (i != STDERR_FILENO) close(order.fds[i]);
  if (program) watch(program, &order.run, &done);
  if (start->at_ns) done.wall_ns = now_ns() - start->at_ns;
  done.leftovers = kill_rest();
  if (program && order.note) done.note_bytes = note_append(order.note, order.fds[STDERR_FILENO]);
  if (order.count > STDERR_FILENO) close(order.fds[STDERR_FILENO]);
  done.exec_errno = start->error;
  struct statfs files;
  done.full = statfs(folder, &files) == 0 && files.f_blocks > 0 && files.f_bfree == 0;
  tell(&done, sizeof done);
}

/*
 * When each folder was changed last. Whatever is made, removed or renamed in it, and each change of the folder itself,
 * moves that time; only the kernel sets it. (A file without a name would not: the filter forbids those.)
 */
static void look(char **folders, struct timespec *changed) {
  for (int i = 0; folders[i]; i++) {
    struct stat now;
    if (i == FOLDERS_MAX || stat(folders[i], &now) != 0) die(folders[i]);
    changed[i] = now.st_ctim;
  }
}

/* The kernel's clock for files ticks in milliseconds: a change in the tick of the last one would not show. */
static void await_tick(char **folders, const struct timespec *changed) {
  for (int i = 0; folders[i]; i++) {
    struct timespec now, pause = {.tv_nsec = 1000000};
    while (clock_gettime(CLOCK_REALTIME_COARSE, &now) == 0 && now.tv_sec == changed[i].tv_sec &&
           now.tv_nsec == changed[i].tv_nsec)
      nanosleep(&pause, NULL);
  }
}

static void set_up(void) {
  struct trace_key key;
  if (prctl(PR_SET_DUMPABLE, 0) != 0) die("dumpable");
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) die("no_new_privs");
  /* Children inherit it: a test does not pay for its translation into machine code. */
  if (trace_open(&key) != 0 || filter_install(key) != 0) die("seccomp");
  if (fcntl(WIRE_CHANNEL, F_SETFD, FD_CLOEXEC) != 0 || fcntl(WIRE_ORDERS, F_SETFD, FD_CLOEXEC) != 0) die("channel");
  start = mmap(NULL, sizeof *start, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (start == MAP_FAILED) die("mmap");
  set_common_limits();
  numbers_processes = fcntl(WIRE_NUMBERING, F_SETFD, FD_CLOEXEC) == 0;
  sigset_t mask;
  sigemptyset(&mask);
  sigaddset(&mask, SIGCHLD);
  if (sigprocmask(SIG_BLOCK, &mask, NULL) != 0) die("sigprocmask");
  child_signals = signalfd(-1, &mask, SFD_CLOEXEC | SFD_NONBLOCK);
  if (child_signals < 0) die("signalfd");
}

int main(int argc, char **argv) {
  if (argc < 2 || getpid() != 1) {
    fputs("gavel-runner: this is process 1 of a box, started by gavel-launcher\n", stderr);
    return 64;
  }
  static struct timespec first[FOLDERS_MAX], now[FOLDERS_MAX];
  char **folders = argv + 2;
  set_up();
  look(folders, first);
  await_tick(folders, first);
  tell_kind(WIRE_HELLO);
  for (;;) {
    uint32_t kind;
    /* One that came too late: the program had ended. */
    while ((kind = hear()) == WIRE_KILL) continue;
    if (kind != WIRE_CLEAN) return 0;
    look(folders, now);
    if (memcmp(first, now, sizeof now) != 0) return 0;
    tell_kind(WIRE_READY);
    run(argv[1]);
  }
}
