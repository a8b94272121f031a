#define _GNU_SOURCE
#include "filter.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#if defined(__x86_64__)
#define ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCH AUDIT_ARCH_AARCH64
#else
#error "add the audit architecture of this machine"
#endif

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define FAIL(error) BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (error))
#define DENY(name, error) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##name, 0, 1), FAIL(error)
/* For calls newer than some libc headers: they have one number on every architecture. */
#define DENY_NUMBER(number, error) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1), FAIL(error)

#define NAMESPACES                                                                                       \
  (CLONE_NEWNS | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS |              \
   CLONE_NEWCGROUP | 0x80 /* CLONE_NEWTIME */)

static struct sock_filter program[] = {
    /* Calls of another architecture (int 0x80) would pass by numbers that mean something else here. */
    LOAD(arch),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCH, 1, 0),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
    LOAD(nr),
#if defined(__x86_64__)
    /* x32. */
    BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1),
    FAIL(ENOSYS),
    DENY(iopl, EPERM),
    DENY(ioperm, EPERM),
    DENY(modify_ldt, EPERM),
    DENY(uselib, EPERM),
    DENY(ustat, ENOSYS),
#endif
    /* Other processes. */
    DENY(ptrace, EPERM),
    DENY(process_vm_readv, EPERM),
    DENY(process_vm_writev, EPERM),
    DENY(process_madvise, EPERM),
    DENY(kcmp, EPERM),
    DENY_NUMBER(438 /* pidfd_getfd */, EPERM),
    DENY_NUMBER(448 /* process_mrelease */, EPERM),
    /* Namespaces and mounts. clone3 hides its flags in memory; libc falls back to clone on ENOSYS. */
    DENY(clone3, ENOSYS),
    DENY(unshare, EPERM),
    DENY(setns, EPERM),
    DENY(mount, EPERM),
    DENY(umount2, EPERM),
    DENY(pivot_root, EPERM),
    DENY(chroot, EPERM),
    DENY_NUMBER(428 /* open_tree */, ENOSYS),
    DENY_NUMBER(429 /* move_mount */, ENOSYS),
    DENY_NUMBER(430 /* fsopen */, ENOSYS),
    DENY_NUMBER(431 /* fsconfig */, ENOSYS),
    DENY_NUMBER(432 /* fsmount */, ENOSYS),
    DENY_NUMBER(433 /* fspick */, ENOSYS),
    DENY_NUMBER(442 /* mount_setattr */, ENOSYS),
    DENY_NUMBER(467 /* open_tree_attr */, ENOSYS),
    DENY(open_by_handle_at, EPERM),
    DENY(name_to_handle_at, EPERM),
    /* Large parts of the kernel that no solution needs. */
    DENY(bpf, EPERM),
    DENY(perf_event_open, EPERM),
    DENY(userfaultfd, EPERM),
    DENY_NUMBER(425 /* io_uring_setup */, ENOSYS),
    DENY_NUMBER(426 /* io_uring_enter */, ENOSYS),
    DENY_NUMBER(427 /* io_uring_register */, ENOSYS),
    DENY(fanotify_init, EPERM),
    DENY_NUMBER(444 /* landlock_create_ruleset */, ENOSYS),
    DENY(vmsplice, EPERM),
    /* What lives on after a process: keys, System V and POSIX IPC. */
    DENY(add_key, EPERM),
    DENY(request_key, EPERM),
    DENY(keyctl, EPERM),
    DENY(shmget, ENOSYS),
    DENY(semget, ENOSYS),
    DENY(msgget, ENOSYS),
    DENY(mq_open, ENOSYS),
    /* The machine. */
    DENY(kexec_load, EPERM),
    DENY(init_module, EPERM),
    DENY(finit_module, EPERM),
    DENY(delete_module, EPERM),
    DENY(reboot, EPERM),
    DENY(swapon, EPERM),
    DENY(swapoff, EPERM),
    DENY(syslog, EPERM),
    DENY(acct, EPERM),
    DENY(quotactl, EPERM),
    DENY(settimeofday, EPERM),
    DENY(clock_settime, EPERM),
    DENY(clock_adjtime, EPERM),
    DENY(adjtimex, EPERM),
    DENY(sethostname, EPERM),
    DENY(setdomainname, EPERM),
    DENY(vhangup, EPERM),
    /* No sockets. A pair of connected ones reaches nobody, and Python's asyncio needs it. */
    DENY(socket, EPERM),
    /* clone with any namespace flag. */
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 0, 3),
    LOAD(args[0]),
    BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, NAMESPACES, 0, 1),
    FAIL(EPERM),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
};

int filter_install(void) {
  struct sock_fprog filter = {.len = sizeof program / sizeof *program, .filter = program};
  return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter);
}
