/*
 * What the tests of the filter run in a box: makes each call of native/denied.h and each whose arguments are looked at,
 * and prints "name errno" (0: it succeeded). Arguments are senseless where the filter does not look at them.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void tell(const char *name, long result) {
  printf("%s %s\n", name, result >= 0 ? "0" : strerrorname_np(errno));
}

#define DENY_NUMBER(number, name, error) tell(#name, syscall(number, -1L, -1L, -1L, -1L, -1L, -1L));
#define DENY(name, error) DENY_NUMBER(SYS_##name, name, error)

static long with_process_clock(long number, pid_t pid) {
  long clock = (int)((~(unsigned)pid << 3) | 2);
  struct timespec time = {0};
  timer_t timer;
  return number == SYS_clock_nanosleep ? syscall(number, clock, 0, &time, NULL)
         : number == SYS_timer_create  ? syscall(number, clock, NULL, &timer)
                                       : syscall(number, clock, &time);
}

static void arguments(void) {
  char byte;
  struct iovec part = {&byte, 1};
  int file = open("/work/filter-probe.c", O_RDONLY);
  struct rlimit limit;
  int pair[2];
  tell("clone/user", syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0));
  tell("clone/net+high", syscall(SYS_clone, (1L << 40) | CLONE_NEWNET | SIGCHLD, 0, 0, 0, 0));
  tell("clone/ptrace", syscall(SYS_clone, CLONE_PTRACE | SIGCHLD, 0, 0, 0, 0));
  tell("openat/tmpfile", open("/tmp", O_TMPFILE | O_RDWR, 0600));
  tell("openat/file", file);
  tell("openat/folder", open("/tmp", O_DIRECTORY | O_RDONLY));
#ifdef SYS_open
  tell("open/tmpfile", syscall(SYS_open, "/tmp", O_TMPFILE | O_RDWR, 0600));
#endif
  tell("preadv2/nowait", preadv2(file, &part, 1, 0, 8));
  tell("preadv2/plain", preadv2(file, &part, 1, 0, 0));
  tell("pwritev2/nowait", pwritev2(file, &part, 1, 0, 8));
  /* The kernel itself would say that there is no such process. */
  tell("ptrace", syscall(SYS_ptrace, 0x4206L, -1L, 0, 0, 0, 0));
  tell("ptrace/guess", syscall(SYS_ptrace, 0x4206L, -1L, 0, 0, -1L, -1L));
  tell("prlimit/1", prlimit(1, RLIMIT_NOFILE, NULL, &limit));
  tell("prlimit/self", prlimit(0, RLIMIT_NOFILE, NULL, &limit));
  tell("socketpair/unix", socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
  tell("socketpair/tipc", socketpair(30, SOCK_SEQPACKET, 0, pair));
  tell("ioctl/TIOCSTI", syscall(SYS_ioctl, 0, (1L << 32) | 0x5412, &byte));
  tell("ioctl/TIOCLINUX", syscall(SYS_ioctl, 0, 0x541C, &byte));
  tell("ioctl/FIONREAD", syscall(SYS_ioctl, pair[0], 0x541B, &byte - 3));
  struct flock lock = {.l_type = F_RDLCK};
  tell("fcntl/SETLK", fcntl(file, F_SETLK, &lock));
  tell("fcntl/OFD_SETLKW", fcntl(file, F_OFD_SETLKW, &lock));
  tell("fcntl/GETLK", fcntl(file, F_GETLK, &lock));
  tell("fcntl/OFD_GETLK", fcntl(file, F_OFD_GETLK, &lock));
  tell("fcntl/SETLEASE", fcntl(file, F_SETLEASE, F_RDLCK));
  tell("fcntl/NOTIFY", fcntl(file, F_NOTIFY, 1));
  tell("fcntl/SETPIPE_SZ", fcntl(pair[0], F_SETPIPE_SZ, 1 << 20));
  tell("fcntl/GETFD", fcntl(file, F_GETFD));
  tell("personality/32", syscall(SYS_personality, 8));
  tell("personality/query", syscall(SYS_personality, 0xffffffff));
  tell("prctl/seccomp", prctl(PR_SET_SECCOMP, 1));
  tell("prctl/name", prctl(PR_SET_NAME, "probe"));
  tell("clock_gettime/1", with_process_clock(SYS_clock_gettime, 1));
  tell("clock_gettime/own", with_process_clock(SYS_clock_gettime, getpid()));
  tell("clock_nanosleep/1", with_process_clock(SYS_clock_nanosleep, 1));
  tell("timer_create/1", with_process_clock(SYS_timer_create, 1));
  tell("newer", syscall(470));
}

#if defined(__x86_64__)
/* getpid of 32-bit programs. The kernel ends the process, or prints what it gave. */
static void other_architectures(void) {
  tell("x32", syscall(0x40000000 | 39));
  fflush(stdout);
  if (fork() == 0) {
    long result = 20;
    __asm__ volatile("int $0x80" : "+a"(result) : : "memory", "r8", "r9", "r10", "r11");
    _exit(1);
  }
  int status;
  wait(&status);
  printf("int80 %s\n", WIFSIGNALED(status) ? sigabbrev_np(WTERMSIG(status)) : "0");
}
#else
static void other_architectures(void) {}
#endif

int main(void) {
#include "denied.h"
  arguments();
  other_architectures();
  return 0;
}
