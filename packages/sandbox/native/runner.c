/*
 * Process 1 of a box. Runs one program after the other for the launcher (wire.h): fork, rlimits, seccomp, exec, wait;
 * then kills whatever is left and empties the folders that programs can write. Its arguments name those folders.
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
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "filter.h"
#include "wipe.h"
#include "wire.h"

enum { CHANNEL = 3 };

struct order {
  struct wire_run run;
  char *argv[WIRE_STRINGS_MAX + 1];
  char *envp[WIRE_STRINGS_MAX + 1];
  int fds[3];
};

static char packet[WIRE_MAX];
static int child_signals = -1;

/* In a child that has not become its program yet: the pipe that tells the runner why. */
static int failure_pipe = -1;

static void die(const char *what) {
  int error = errno;
  if (failure_pipe >= 0 && write(failure_pipe, &error, sizeof error) == sizeof error) _exit(71);
  fprintf(stderr, "gavel-runner: %s: %s\n", what, strerror(error));
  _exit(70);
}

static uint64_t now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* Returns the kind of the packet, 0 when the launcher is gone. */
static uint32_t receive(size_t *length, int fds[3]) {
  char control[CMSG_SPACE(3 * sizeof(int))];
  struct iovec part = {.iov_base = packet, .iov_len = sizeof packet};
  struct msghdr message = {
      .msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
  ssize_t got;
  do got = recvmsg(CHANNEL, &message, MSG_CMSG_CLOEXEC);
  while (got < 0 && errno == EINTR);
  if (got < (ssize_t)sizeof(uint32_t)) return 0;
  fds[0] = fds[1] = fds[2] = -1;
  struct cmsghdr *rights = CMSG_FIRSTHDR(&message);
  if (rights && rights->cmsg_type == SCM_RIGHTS && rights->cmsg_len == CMSG_LEN(3 * sizeof(int)))
    memcpy(fds, CMSG_DATA(rights), 3 * sizeof(int));
  *length = (size_t)got;
  uint32_t kind;
  memcpy(&kind, packet, sizeof kind);
  return kind;
}

static void parse(struct order *order, size_t length) {
  if (length < sizeof order->run || packet[length - 1] != 0) die("malformed order");
  memcpy(&order->run, packet, sizeof order->run);
  uint32_t argc = order->run.argc, envc = order->run.envc;
  if (argc == 0 || argc > WIRE_STRINGS_MAX || envc > WIRE_STRINGS_MAX || order->fds[0] < 0) die("bad order");
  char *at = packet + sizeof order->run, *end = packet + length;
  for (uint32_t i = 0; i < argc + envc; i++) {
    if (at >= end) die("short order");
    if (i < argc) order->argv[i] = at;
    else order->envp[i - argc] = at;
    at += strlen(at) + 1;
  }
  order->argv[argc] = NULL;
  order->envp[envc] = NULL;
}

static void limit(int resource, rlim_t value) {
  struct rlimit now;
  if (getrlimit(resource, &now) != 0) die("getrlimit");
  if (now.rlim_max != RLIM_INFINITY && value > now.rlim_max) value = now.rlim_max;
  struct rlimit wanted = {.rlim_cur = value, .rlim_max = value};
  if (setrlimit(resource, &wanted) != 0) die("setrlimit");
}

static void set_limits(const struct wire_run *run) {
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_FSIZE, run->file_bytes);
  limit(RLIMIT_NOFILE, 1024);
  limit(RLIMIT_MEMLOCK, 64 * 1024);
  limit(RLIMIT_MSGQUEUE, 0);
  /* The stack counts as memory like all else: the cgroup bounds it. */
  limit(RLIMIT_STACK, RLIM_INFINITY);
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
}

static void child(struct order *order, int failure) {
  failure_pipe = failure;
  if (setsid() < 0) die("setsid");
  for (int i = 0; i < 3; i++)
    if (dup2(order->fds[i], i) != i) die("dup2");
  offer_to_oom_killer();
  set_limits(&order->run);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  /* Everything but the standard three and the failure pipe, which closes itself on exec. */
  if (dup3(failure, 3, O_CLOEXEC) != 3 || syscall(SYS_close_range, 4u, ~0u, 0u) != 0) die("close_range");
  failure_pipe = 3;
  if (filter_install() == 0) execve(order->argv[0], order->argv, order->envp);
  die("exec");
}

/* Waits until the program ends, killing it when told to. Returns its wait status. */
static int watch(pid_t program, struct rusage *usage) {
  struct pollfd on[2] = {{.fd = child_signals, .events = POLLIN}, {.fd = CHANNEL, .events = POLLIN}};
  for (;;) {
    if (poll(on, 2, -1) < 0 && errno != EINTR) die("poll");
    if (on[1].revents) {
      size_t length;
      int fds[3];
      if (receive(&length, fds) != WIRE_KILL) _exit(0);
      kill(-1, SIGKILL);
    }
    struct signalfd_siginfo info;
    if (on[0].revents && read(child_signals, &info, sizeof info) < 0 && errno != EAGAIN) die("signalfd");
    for (;;) {
      int status;
      pid_t pid = wait4(-1, &status, WNOHANG, usage);
      if (pid == program) return status;
      if (pid <= 0) break;
    }
  }
}

/* kill(-1) holds the kernel's task list, so no fork slips through; what it killed is then reaped here. */
static uint32_t kill_rest(void) {
  uint32_t survivors = 0;
  kill(-1, SIGKILL);
  for (;;) {
    pid_t pid = waitpid(-1, NULL, 0);
    if (pid > 0) survivors++;
    else if (errno != EINTR) return survivors;
  }
}

static void run(struct order *order, char **folders) {
  struct wire_done done = {.kind = WIRE_DONE};
  int failure[2];
  if (pipe2(failure, O_CLOEXEC) != 0) die("pipe");
  uint64_t start = now_ns();
  pid_t program = fork();
  if (program == 0) child(order, failure[1]);
  if (program < 0) done.exec_errno = errno;
  close(failure[1]);
  for (int i = 0; i < 3; i++) close(order->fds[i]);
  struct rusage usage = {0};
  if (program > 0) done.status = watch(program, &usage);
  done.wall_ns = now_ns() - start;
  int error;
  if (read(failure[0], &error, sizeof error) == sizeof error) done.exec_errno = error;
  close(failure[0]);
  done.survivors = kill_rest();
  done.cpu_ns = ((uint64_t)usage.ru_utime.tv_sec + (uint64_t)usage.ru_stime.tv_sec) * 1000000000u +
                ((uint64_t)usage.ru_utime.tv_usec + (uint64_t)usage.ru_stime.tv_usec) * 1000u;
  done.maxrss_kib = (uint64_t)usage.ru_maxrss;
  /* A folder that cannot be emptied would be seen by the next program: the box ends here instead. */
  for (; *folders; folders++)
    if (wipe(*folders) != 0) die(*folders);
  if (send(CHANNEL, &done, sizeof done, MSG_NOSIGNAL) != sizeof done) die("send");
}

int main(int argc, char **argv) {
  if (argc < 1 || getpid() != 1) {
    fputs("gavel-runner: this is process 1 of a box, started by gavel-launcher\n", stderr);
    return 64;
  }
  if (prctl(PR_SET_DUMPABLE, 0) != 0) die("dumpable");
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) die("no_new_privs");
  if (fcntl(CHANNEL, F_SETFD, FD_CLOEXEC) != 0) die("channel");
  sigset_t mask;
  sigemptyset(&mask);
  sigaddset(&mask, SIGCHLD);
  if (sigprocmask(SIG_BLOCK, &mask, NULL) != 0) die("sigprocmask");
  child_signals = signalfd(-1, &mask, SFD_CLOEXEC | SFD_NONBLOCK);
  if (child_signals < 0) die("signalfd");
  uint32_t hello = WIRE_HELLO;
  if (send(CHANNEL, &hello, sizeof hello, MSG_NOSIGNAL) != sizeof hello) die("hello");
  static struct order order;
  for (;;) {
    size_t length;
    uint32_t kind = receive(&length, order.fds);
    if (kind == WIRE_KILL) continue;
    if (kind != WIRE_RUN) return 0;
    parse(&order, length);
    run(&order, argv + 1);
  }
}
