import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type Box, Sandbox } from './index.ts';

const home = process.env.GAVEL_HOME ?? join(import.meta.dirname, '../../.gavel');
const limits = { cpuMs: 60_000, wallMs: 120_000, memoryKiB: 1 << 20, outputBytes: 1 << 20, processes: 64 };

/** What must be refused, by what it is for; the list of the filter itself may be longer. */
const refused: Record<string, Record<string, string>> = {
  'other processes': {
    EPERM:
      'ptrace ptrace/guess clone/ptrace process_vm_readv process_vm_writev process_madvise process_mrelease pidfd_getfd kcmp migrate_pages ' +
      'move_pages set_mempolicy mbind setpriority ioprio_set sched_setparam sched_setscheduler sched_setattr sched_setaffinity prlimit/1',
    EINVAL: 'clock_gettime/1 clock_nanosleep/1 timer_create/1',
  },
  'mounts and namespaces': {
    EPERM:
      'mount umount2 pivot_root chroot unshare setns clone/user clone/net+high open_by_handle_at name_to_handle_at',
    ENOSYS:
      'clone3 open_tree open_tree_attr move_mount fsopen fsconfig fsmount fspick mount_setattr statmount listmount',
  },
  'parts of the kernel': {
    EPERM: 'bpf perf_event_open userfaultfd vmsplice fanotify_init fanotify_mark',
    ENOSYS:
      'io_uring_setup io_uring_enter io_uring_register io_setup seccomp landlock_create_ruleset landlock_add_rule ' +
      'landlock_restrict_self memfd_secret lookup_dcookie nfsservctl lsm_get_self_attr lsm_set_self_attr ' +
      'lsm_list_modules set_mempolicy_home_node newer',
    EINVAL: 'prctl/seccomp',
  },
  'keys and IPC': {
    EPERM: 'add_key request_key keyctl',
    ENOSYS: 'shmget semget msgget mq_open mq_unlink',
  },
  'files that boxes share': {
    0: 'flock fcntl/SETLK fcntl/OFD_SETLKW fadvise64 sync syncfs',
    EINVAL: 'fcntl/GETLK fcntl/OFD_GETLK',
    EPERM: 'fcntl/SETLEASE fcntl/NOTIFY fcntl/SETPIPE_SZ',
    ENOSYS: 'inotify_init1 inotify_add_watch cachestat openat2',
    EOPNOTSUPP: 'preadv2/nowait pwritev2/nowait openat/tmpfile',
  },
  sockets: { EPERM: 'socket', EAFNOSUPPORT: 'socketpair/tipc' },
  'the machine': {
    EPERM:
      'kexec_load kexec_file_load init_module finit_module delete_module reboot swapon swapoff syslog acct quotactl ' +
      'quotactl_fd settimeofday clock_settime clock_adjtime adjtimex sethostname setdomainname vhangup ' +
      'personality/32 ioctl/TIOCSTI ioctl/TIOCLINUX',
  },
  'x86 only': {
    EPERM: 'iopl ioperm modify_ldt',
    ENOSYS: 'uselib ustat sysfs _sysctl create_module inotify_init x32',
    EOPNOTSUPP: 'open/tmpfile',
  },
};

const allowed =
  'openat/file openat/folder preadv2/plain prlimit/self socketpair/unix ioctl/FIONREAD fcntl/GETFD ' +
  'personality/query prctl/name clock_gettime/own';

describe('the filter', () => {
  let sandbox: Sandbox;
  let box: Box;
  let answers: Map<string, string>;

  before(async () => {
    sandbox = await Sandbox.open({ home, boxes: 1 });
    box = await sandbox.box();
    for (const name of ['filter-probe.c', 'native/denied.h'])
      await box.put(name.replace('native/', ''), await readFile(join(import.meta.dirname, name)));
    const compiled = await run('compile', ['/usr/bin/gcc', '-w', '-o', 'probe', 'filter-probe.c']);
    assert.equal(compiled.exitCode, 0, compiled.out);
    const { out, exitCode } = await run('run', ['/work/probe']);
    assert.equal(exitCode, 0, out);
    answers = new Map(
      out
        .trim()
        .split('\n')
        .map((line) => line.split(' ', 2) as [string, string]),
    );
  });
  after(async () => {
    await box?.close();
    await sandbox?.close();
  });

  async function run(stage: 'compile' | 'run', argv: string[]) {
    const out = join(box.scratch, 'out');
    const result = await box.run({ stage, argv, stdin: null, stdout: out, stderr: null, limits });
    return { ...result, out: await readFile(out, 'utf8') };
  }

  for (const [purpose, byError] of Object.entries(refused))
    test(purpose, { skip: purpose === 'x86 only' && process.arch !== 'x64' }, () => {
      for (const [error, names] of Object.entries(byError))
        for (const name of names.split(' ')) assert.equal(answers.get(name), error, name);
    });

  test('calls of 32 bits end the program', { skip: process.arch !== 'x64' }, () => {
    // SEGV: the kernel has none.
    assert.match(answers.get('int80') ?? '', /^(SYS|SEGV)$/);
  });

  test('every call of its list', async () => {
    const list = await readFile(join(import.meta.dirname, 'native/denied.h'), 'utf8');
    const entries = [...list.matchAll(/^DENY(?:_NUMBER)?\((?:\d+, )?(\w+), (\w+)\)/gm)];
    assert.ok(entries.length > 90);
    // Other architectures lack some.
    for (const [, name = '', error] of entries)
      if (process.arch === 'x64' || answers.has(name)) assert.equal(answers.get(name), error, name);
  });

  test('what solutions and run-times need', () => {
    for (const name of allowed.split(' ')) assert.equal(answers.get(name), '0', name);
  });
});
