/*
 * tries: to reach parts of the kernel that have been broken before, and the machine itself
 * must: be refused
 * want: held
 */
#include "attempt.h"

int main(void) {
  static char zeros[4096];
  refused("bpf", syscall(SYS_bpf, 5, zeros, 120));
  refused("perf", syscall(SYS_perf_event_open, zeros, 0, -1, -1, 0));
  refused("userfaultfd", syscall(SYS_userfaultfd, 1));
  refused("io_uring", syscall(425, 8, zeros));
  refused("aio", syscall(SYS_io_setup, 8, zeros));
  refused("memfd_secret", syscall(447, 0));
  refused("a module", syscall(SYS_init_module, zeros, sizeof zeros, ""));
  refused("a module from a file", syscall(SYS_finit_module, 0, "", 0));
  refused("kexec", syscall(SYS_kexec_load, 0, 0, 0, 0));
  refused("reboot", syscall(SYS_reboot, 0xfee1dead, 672274793, 0, NULL));
  refused("swap", syscall(SYS_swapon, "/tmp/swap", 0));
  refused("the kernel's log", syscall(SYS_syslog, 3, zeros, sizeof zeros));
  refused("accounting", syscall(SYS_acct, "/tmp/acct"));
  refused("quota", syscall(SYS_quotactl, 0x800002 << 8, "/", 0, zeros));
  refused("fanotify", syscall(SYS_fanotify_init, 0, 0));
  refused("a filter", prctl(PR_SET_SECCOMP, 2, zeros));
  refused("landlock", syscall(444, NULL, 0, 1));
  return held();
}
