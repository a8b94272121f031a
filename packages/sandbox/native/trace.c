#define _GNU_SOURCE
#include "trace.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* The most that a table has at first: 64 to 256, as the kernel is. */
enum { SMALLEST_TABLE = 256 };

static struct trace_key own;

static long trace(long request, pid_t program, uintptr_t address, uintptr_t data) {
  return syscall(SYS_ptrace, request, (long)program, address, data, (long)own.first, (long)own.second);
}

int trace_open(struct trace_key *key) {
  if (getrandom(&own, sizeof own, 0) != (ssize_t)sizeof own) return -1;
  *key = own;
  return 0;
}

uint32_t trace_descriptors(uint32_t wanted) {
  struct rlimit now;
  rlim_t most = getrlimit(RLIMIT_NOFILE, &now) == 0 ? now.rlim_max : wanted, table = SMALLEST_TABLE;
  while (table + 1 < wanted) table *= 2;
  return table + 1 <= most ? (uint32_t)table + 1 : wanted;
}

pid_t trace_start(void (*become)(void *), void *what) {
  int go[2];
  if (pipe2(go, O_CLOEXEC) != 0) return -1;
  /* One that is not dumpable cannot be traced, and nobody else is alive to use that moment. */
  prctl(PR_SET_DUMPABLE, 1);
  pid_t pid = fork();
  if (pid == 0) {
    char byte;
    if (read(go[0], &byte, 1) == 1) become(what);
    _exit(71);
  }
  if (prctl(PR_SET_DUMPABLE, 0) != 0) _exit(70);
  const uintptr_t options = PTRACE_O_TRACEEXEC | PTRACE_O_TRACEEXIT | PTRACE_O_EXITKILL;
  int traced = pid > 0 && trace(PTRACE_SEIZE, pid, 0, options) == 0 && write(go[1], "", 1) == 1;
  close(go[0]);
  close(go[1]);
  if (!traced) {
    if (pid > 0) kill(pid, SIGKILL);
    while (pid > 0 && waitpid(pid, NULL, 0) < 0 && errno == EINTR) continue;
    return -1;
  }
  /* It stops at its exec, or at its end. That is left to be waited for again. */
  siginfo_t stopped;
  while (waitid(P_PID, (id_t)pid, &stopped, WEXITED | WSTOPPED | WNOWAIT) != 0 && errno == EINTR) continue;
  return pid;
}

/* Entries of its table of descriptors; 0 when that cannot be read. */
static uint64_t table_of(pid_t program) {
  char path[32], text[1024];
  snprintf(path, sizeof path, "/proc/%d/status", (int)program);
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return 0;
  ssize_t got = read(fd, text, sizeof text - 1);
  close(fd);
  text[got > 0 ? got : 0] = 0;
  /* The program's name stands before it, without line ends. */
  const char *size = strstr(text, "\nFDSize:\t");
  return size ? strtoull(size + strlen("\nFDSize:\t"), NULL, 10) : 0;
}

static int has_used_all(pid_t program, uint32_t descriptors) {
  unsigned long end = 0;
  if (trace(PTRACE_GETEVENTMSG, program, 0, (uintptr_t)&end) != 0) return 0;
  /* One that is killed has not ended by itself, and may have been killed for want of the memory that asking takes. */
  if (end == 0 || WTERMSIG((int)end) == SIGKILL) return 0;
  uint32_t table = descriptors - 1;
  int can_be_told = table >= SMALLEST_TABLE && (table & (table - 1)) == 0;
  return can_be_told && table_of(program) > table;
}

int trace_go_on(pid_t program, int status, uint32_t descriptors) {
  int event = status >> 16, signal = WSTOPSIG(status);
  int used_all = event == PTRACE_EVENT_EXIT && has_used_all(program, descriptors);
  /* Stopped as by job control: it stays so until it is continued from elsewhere. */
  int stays = event == PTRACE_EVENT_STOP && signal != SIGTRAP;
  trace(stays ? PTRACE_LISTEN : PTRACE_CONT, program, 0, event ? 0 : (uintptr_t)signal);
  return used_all;
}
