#define _GNU_SOURCE
#include "filter.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#if defined(__x86_64__)
#define ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCH AUDIT_ARCH_AARCH64
#else
#error "add the audit architecture of this machine"
#endif

/* file_setattr, of Linux 6.17. Calls after it are unknown to this filter: to programs the kernel is as old as that. */
enum { NEWEST_CALL = 469 };

/* In case libc's headers lack them, or show them only together with much else. */
enum { TMPFILE = 020000000, NOWAIT = 0x8, SET_PIPE_SIZE = 1031, SET_LEASE = 1024, NOTIFY = 1026 };
enum { GET_LOCK = 5, SET_LOCK, SET_LOCK_WAIT, GET_LOCK_OFD = 36, SET_LOCK_OFD, SET_LOCK_OFD_WAIT };

#define NAMESPACES                                                                                       \
  (CLONE_NEWNS | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP)

/* CPU clocks of process 1 and its threads: ~pid << 3, then which clock it is. */
#define CLOCKS_OF_1 ((unsigned)~1 << 3)

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define FAIL(error) BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (error))
#define ALLOW BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
#define DENY_NUMBER(number, name, error) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1), FAIL(error),
#define DENY(name, error) DENY_NUMBER(SYS_##name, name, error)

/* `length`: of the statements that follow and apply to this call only. Arguments are ints: the low half says all. */
#define CALL(name, arg, length)                                                                          \
  BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##name, 0, (length) + 1), LOAD(args[arg])
#define IF_EQUAL(value, action) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1), action
/* Passes over the next `length` statements unless the argument has this value. */
#define SKIP_UNLESS(value, length) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, length)
#define IF_BITS(bits, action) BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, bits, 0, 1), action
#define MASK(bits) BPF_STMT(BPF_ALU | BPF_AND | BPF_K, bits)

int filter_install(struct trace_key key) {
  struct sock_filter program[] = {
      /* Calls of another architecture (int 0x80) would pass by numbers that mean something else here. */
      LOAD(arch),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCH, 1, 0),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
      LOAD(nr),
      /* x32 too: its numbers begin at 0x40000000. */
      BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, NEWEST_CALL, 0, 1),
      FAIL(ENOSYS),

      /* The runner traces a program's first process, and does not go on for others that are traced with it. */
      CALL(clone, 0, 3), IF_BITS(NAMESPACES | CLONE_PTRACE, FAIL(EPERM)), ALLOW,
      /* A file without a name leaves no trace in its folder but the next inode number. */
#if defined(__x86_64__)
      CALL(open, 1, 3), IF_BITS(TMPFILE, FAIL(EOPNOTSUPP)), ALLOW,
#endif
      CALL(openat, 2, 3), IF_BITS(TMPFILE, FAIL(EOPNOTSUPP)), ALLOW,
      /* Whether a page is in the machine's cache. */
      CALL(preadv2, 5, 3), IF_BITS(NOWAIT, FAIL(EOPNOTSUPP)), ALLOW,
      CALL(pwritev2, 5, 3), IF_BITS(NOWAIT, FAIL(EOPNOTSUPP)), ALLOW,
      /* Limits of process 1 would be those of every program after this one. */
      CALL(prlimit64, 0, 3), IF_EQUAL(0, ALLOW), FAIL(EPERM),
      CALL(socketpair, 0, 3), IF_EQUAL(AF_UNIX, ALLOW), FAIL(EAFNOSUPPORT),
      CALL(ioctl, 1, 5), IF_EQUAL(TIOCSTI, FAIL(EPERM)), IF_EQUAL(TIOCLINUX, FAIL(EPERM)), ALLOW,
      CALL(fcntl, 1, 19),
      IF_EQUAL(SET_LOCK, FAIL(0)), IF_EQUAL(SET_LOCK_WAIT, FAIL(0)),
      IF_EQUAL(SET_LOCK_OFD, FAIL(0)), IF_EQUAL(SET_LOCK_OFD_WAIT, FAIL(0)),
      IF_EQUAL(GET_LOCK, FAIL(EINVAL)), IF_EQUAL(GET_LOCK_OFD, FAIL(EINVAL)),
      IF_EQUAL(SET_LEASE, FAIL(EPERM)), IF_EQUAL(NOTIFY, FAIL(EPERM)), IF_EQUAL(SET_PIPE_SIZE, FAIL(EPERM)), ALLOW,
      /* Tracing is for the runner. */
      CALL(ptrace, 4, 5), SKIP_UNLESS(key.first, 3), LOAD(args[5]), SKIP_UNLESS(key.second, 1), ALLOW, FAIL(EPERM),
      CALL(personality, 0, 7),
      IF_EQUAL(PER_LINUX, ALLOW), IF_EQUAL(ADDR_NO_RANDOMIZE, ALLOW), IF_EQUAL(0xffffffff, ALLOW), FAIL(EPERM),
      CALL(prctl, 0, 3), IF_EQUAL(PR_SET_SECCOMP, FAIL(EINVAL)), ALLOW,
      /* What process 1 has used tells of the programs before. */
      CALL(clock_gettime, 0, 4), MASK(~7u), IF_EQUAL(CLOCKS_OF_1, FAIL(EINVAL)), ALLOW,
      CALL(clock_nanosleep, 0, 4), MASK(~7u), IF_EQUAL(CLOCKS_OF_1, FAIL(EINVAL)), ALLOW,
      CALL(timer_create, 0, 4), MASK(~7u), IF_EQUAL(CLOCKS_OF_1, FAIL(EINVAL)), ALLOW,

#include "denied.h"
      ALLOW,
  };
  struct sock_fprog filter = {.len = sizeof program / sizeof *program, .filter = program};
  return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter);
}
