/*
 * The calls that programs do not get, whatever their arguments: DENY(name, error), or DENY_NUMBER(number, name, error)
 * for those that older libc headers do not know; from 424 on a number is the same on every architecture. ENOSYS where
 * run-times and libraries try a call and have another way; an error of 0 means that the call succeeds and does nothing.
 *
 * When a kernel adds calls, look at them, add those that do not belong to a solution, and raise NEWEST_CALL (filter.c).
 */

/* Other processes: what one of the same user may do to process 1 and to its like. */
DENY(process_vm_readv, EPERM)
DENY(process_vm_writev, EPERM)
DENY(kcmp, EPERM)
DENY(migrate_pages, EPERM)
DENY(move_pages, EPERM)
DENY(set_mempolicy, EPERM)
DENY(mbind, EPERM)
DENY(setpriority, EPERM)
DENY(ioprio_set, EPERM)
DENY(sched_setparam, EPERM)
DENY(sched_setscheduler, EPERM)
DENY(sched_setattr, EPERM)
DENY(sched_setaffinity, EPERM)
DENY_NUMBER(438, pidfd_getfd, EPERM)
DENY_NUMBER(440, process_madvise, EPERM)
DENY_NUMBER(448, process_mrelease, EPERM)

/* Namespaces and mounts. clone3 hides its flags in memory; libc falls back to clone on ENOSYS. */
DENY(unshare, EPERM)
DENY(setns, EPERM)
DENY(mount, EPERM)
DENY(umount2, EPERM)
DENY(pivot_root, EPERM)
DENY(chroot, EPERM)
DENY(open_by_handle_at, EPERM)
DENY(name_to_handle_at, EPERM)
DENY_NUMBER(435, clone3, ENOSYS)
DENY_NUMBER(428, open_tree, ENOSYS)
DENY_NUMBER(429, move_mount, ENOSYS)
DENY_NUMBER(430, fsopen, ENOSYS)
DENY_NUMBER(431, fsconfig, ENOSYS)
DENY_NUMBER(432, fsmount, ENOSYS)
DENY_NUMBER(433, fspick, ENOSYS)
DENY_NUMBER(442, mount_setattr, ENOSYS)
DENY_NUMBER(457, statmount, ENOSYS)
DENY_NUMBER(458, listmount, ENOSYS)
DENY_NUMBER(467, open_tree_attr, ENOSYS)

/* Large parts of the kernel that no solution needs. A filter of the program's own could not lift this one. */
DENY(bpf, EPERM)
DENY(perf_event_open, EPERM)
DENY(userfaultfd, EPERM)
DENY(vmsplice, EPERM)
DENY(seccomp, ENOSYS)
DENY(lookup_dcookie, ENOSYS)
DENY(nfsservctl, ENOSYS)
DENY_NUMBER(425, io_uring_setup, ENOSYS)
DENY_NUMBER(426, io_uring_enter, ENOSYS)
DENY_NUMBER(427, io_uring_register, ENOSYS)
DENY_NUMBER(444, landlock_create_ruleset, ENOSYS)
DENY_NUMBER(445, landlock_add_rule, ENOSYS)
DENY_NUMBER(446, landlock_restrict_self, ENOSYS)
DENY_NUMBER(447, memfd_secret, ENOSYS)
DENY_NUMBER(450, set_mempolicy_home_node, ENOSYS)
DENY_NUMBER(459, lsm_get_self_attr, ENOSYS)
DENY_NUMBER(460, lsm_set_self_attr, ENOSYS)
DENY_NUMBER(461, lsm_list_modules, ENOSYS)

/* Asynchronous reads: their number is bounded for the whole machine, so one program could take them from all. */
DENY(io_setup, ENOSYS)

/* What lives on after a process: keys, System V and POSIX IPC. */
DENY(add_key, EPERM)
DENY(request_key, EPERM)
DENY(keyctl, EPERM)
DENY(shmget, ENOSYS)
DENY(semget, ENOSYS)
DENY(msgget, ENOSYS)
DENY(mq_open, ENOSYS)
DENY(mq_unlink, ENOSYS)

/*
 * Files of the system are the same for every box: who uses them, and what is locked or cached, would be seen from
 * another. A lock is granted to everybody, because compilers take some for their own files. openat2 hides its flags.
 */
DENY(flock, 0)
DENY(inotify_init1, ENOSYS)
DENY(inotify_add_watch, ENOSYS)
DENY(fanotify_init, EPERM)
DENY(fanotify_mark, EPERM)
DENY(fadvise64, 0)
DENY(sync, 0)
DENY(syncfs, 0)
DENY_NUMBER(437, openat2, ENOSYS)
DENY_NUMBER(451, cachestat, ENOSYS)

/* No sockets. A pair of connected ones reaches nobody, and Python's asyncio needs it. */
DENY(socket, EPERM)

/* The machine. */
DENY(kexec_load, EPERM)
DENY(init_module, EPERM)
DENY(finit_module, EPERM)
DENY(delete_module, EPERM)
DENY(reboot, EPERM)
DENY(swapon, EPERM)
DENY(swapoff, EPERM)
DENY(syslog, EPERM)
DENY(acct, EPERM)
DENY(quotactl, EPERM)
DENY(settimeofday, EPERM)
DENY(clock_settime, EPERM)
DENY(clock_adjtime, EPERM)
DENY(adjtimex, EPERM)
DENY(sethostname, EPERM)
DENY(setdomainname, EPERM)
DENY(vhangup, EPERM)
DENY_NUMBER(443, quotactl_fd, EPERM)
#if defined(__x86_64__)
DENY(kexec_file_load, EPERM)
DENY(iopl, EPERM)
DENY(ioperm, EPERM)
DENY(modify_ldt, EPERM)
DENY(uselib, ENOSYS)
DENY(ustat, ENOSYS)
DENY(sysfs, ENOSYS)
DENY(_sysctl, ENOSYS)
DENY(create_module, ENOSYS)
DENY(inotify_init, ENOSYS)
#elif defined(__aarch64__)
DENY_NUMBER(294, kexec_file_load, EPERM)
#endif
