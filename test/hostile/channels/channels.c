/*
 * Ways by which one run might pass a bit to another, each with two ends: `send` leaves a trace or holds something, `look`
 * prints what would show it. usage: channels NAME send|hold|look; without arguments it prints the names.
 * Standard input is one file for all of them.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ipc.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <time.h>
#include <unistd.h>

static void tell(const char *what, long result) { printf("%s %ld %s\n", what, result, result < 0 ? strerror(errno) : ""); }

static void many_processes(void) {
  for (int i = 0; i < 50; i++) {
    if (fork() == 0) _exit(0);
    wait(NULL);
  }
}
static void number(void) {
  tell("own", getpid());
  pid_t child = fork();
  if (child == 0) _exit(0);
  tell("child", child);
  wait(NULL);
}

static void many_files(void) {
  for (int i = 0; i < 100; i++) {
    close(open("/tmp/note", O_CREAT | O_WRONLY, 0600));
    unlink("/tmp/note");
  }
}
static void unnamed_files(void) {
  for (int i = 0; i < 100; i++) open("/tmp", O_TMPFILE | O_WRONLY, 0600);
}
static void inode(void) {
  struct stat about;
  int file = open("/tmp/look", O_CREAT | O_EXCL | O_WRONLY, 0600);
  fstat(file, &about);
  tell("inode", (long)about.st_ino);
  int other = open("/dev/shm/look", O_CREAT | O_EXCL | O_WRONLY, 0600);
  fstat(other, &about);
  tell("inode", (long)about.st_ino);
}

static void leave_files(void) {
  static const char *paths[] = {"/tmp/note", "/dev/shm/note", "/var/tmp/note", "/work/note", "note", "/note", "/dev/note"};
  for (int i = 0; i < 7; i++) close(open(paths[i], O_CREAT | O_WRONLY, 0600));
}
static void list(void) {
  static const char *folders[] = {"/tmp", "/dev/shm", "/var/tmp", "/", ".", "/dev", "/work"};
  for (int i = 0; i < 7; i++) {
    struct dirent **names;
    int count = scandir(folders[i], &names, NULL, alphasort);
    for (int n = 0; n < count; n++) printf("%s/%s\n", folders[i], names[n]->d_name);
  }
}

static void mark_folder(void) {
  struct timespec old[2] = {{1, 0}, {1, 0}};
  setxattr("/tmp", "user.note", "x", 1, 0);
  utimensat(AT_FDCWD, "/dev/shm", old, 0);
  chmod("/tmp", 0711);
}
static void folder(void) {
  struct stat tmp, shm;
  stat("/tmp", &tmp);
  stat("/dev/shm", &shm);
  tell("mode", tmp.st_mode);
  tell("attributes", listxattr("/tmp", NULL, 0));
  tell("old", shm.st_mtim.tv_sec < 1000000 || shm.st_mtim.tv_sec - tmp.st_mtim.tv_sec > 1);
}

static void read_folder(void) { scandir("/tmp", &(struct dirent **){0}, NULL, NULL); }
static void folder_read(void) {
  struct stat tmp;
  stat("/tmp", &tmp);
  tell("read since it was made", tmp.st_atim.tv_sec != tmp.st_mtim.tv_sec || tmp.st_atim.tv_nsec != tmp.st_mtim.tv_nsec);
}

static void fill(void) {
  static char block[1 << 20];
  int file = open("/tmp/large", O_CREAT | O_WRONLY, 0600);
  for (int i = 0; i < 20; i++)
    if (write(file, block, sizeof block) < 0) return;
}
static void space(void) {
  struct statfs files;
  statfs("/tmp", &files);
  tell("blocks", (long)files.f_bfree);
  tell("inodes", (long)files.f_ffree);
}

static void lock_whole(void) { flock(open("/usr/bin/env", O_RDONLY), LOCK_EX | LOCK_NB); flock(0, LOCK_EX | LOCK_NB); }
static void try_whole(void) {
  tell("system", flock(open("/usr/bin/env", O_RDONLY), LOCK_EX | LOCK_NB));
  tell("input", flock(0, LOCK_EX | LOCK_NB));
}
static void lock_range(void) {
  struct flock lock = {.l_type = F_RDLCK, .l_len = 1};
  fcntl(0, F_SETLK, &lock);
  fcntl(0, F_OFD_SETLK, &lock);
}
static void try_range(void) {
  struct flock lock = {.l_type = F_WRLCK, .l_len = 1};
  tell("range", fcntl(0, F_GETLK, &lock));
  tell("of the open file", fcntl(0, F_OFD_GETLK, &lock));
  tell("who", lock.l_pid + lock.l_type);
}
static void lease(void) { fcntl(open("/work/channels", O_RDONLY), F_SETLEASE, F_RDLCK); }
static void try_lease(void) {
  tell("lease", fcntl(0, F_SETLEASE, F_RDLCK));
  tell("notify", fcntl(open("/usr/bin", O_RDONLY), F_NOTIFY, 1));
  tell("inotify", syscall(SYS_inotify_init1, 0));
}

static void seek(void) { lseek(0, 3, SEEK_SET); }
static void offset(void) { tell("offset", lseek(0, 0, SEEK_CUR)); }
static void read_input(void) {
  char byte;
  if (read(0, &byte, 1) != 1 || read(open("/proc/self/fd/0", O_RDONLY), &byte, 1) != 1) return;
  utimensat(AT_FDCWD, "/proc/self/fd/0", NULL, 0);
}
static void input_times(void) {
  struct stat about;
  fstat(0, &about);
  tell("accessed", about.st_atim.tv_sec * 1000000000 + about.st_atim.tv_nsec);
  tell("changed", about.st_ctim.tv_sec * 1000000000 + about.st_ctim.tv_nsec);
}
static void read_system(void) {
  char byte;
  if (read(open("/usr/bin/env", O_RDONLY), &byte, 1) != 1) return;
  utimensat(AT_FDCWD, "/usr/bin/env", NULL, 0);
  utimensat(AT_FDCWD, "/dev/null", NULL, 0);
}
static void system_times(void) {
  struct stat about;
  stat("/usr/bin/env", &about);
  tell("env", about.st_atim.tv_sec * 1000000000 + about.st_atim.tv_nsec);
  stat("/dev/null", &about);
  tell("null", about.st_mtim.tv_sec * 1000000000 + about.st_mtim.tv_nsec);
  tell("null", about.st_atim.tv_sec * 1000000000 + about.st_atim.tv_nsec);
}
static void cache(void) {
  char bytes[4096];
  tell("read", read(open("/usr/bin/perl", O_RDONLY), bytes, sizeof bytes) > 0);
}
static void cached(void) {
  char byte;
  struct iovec part = {&byte, 1};
  tell("at once", preadv2(open("/usr/bin/perl", O_RDONLY), &part, 1, 0, 8));
  tell("cachestat", syscall(451, 0, 0, 0, 0));
}

static void system_v(void) { shmget(7, 4096, IPC_CREAT | 0666); syscall(SYS_semget, 7, 1, IPC_CREAT | 0666); }
static void find_system_v(void) { tell("memory", shmget(7, 4096, 0)); tell("semaphore", syscall(SYS_semget, 7, 1, 0)); }
static void queue(void) { syscall(SYS_mq_open, "note", O_CREAT | O_RDWR, 0666, NULL); }
static void find_queue(void) { tell("queue", syscall(SYS_mq_open, "note", O_RDONLY, 0, NULL)); }
static void key(void) { syscall(SYS_add_key, "user", "note", "x", 1, -4); }
static void find_key(void) { tell("key", syscall(SYS_keyctl, 10, -4, "user", "note", 0)); }

static struct sockaddr_un name = {.sun_family = AF_UNIX, .sun_path = "\0note"};
static void bind_name(void) {
  int pair[2];
  if (socketpair(AF_UNIX, SOCK_DGRAM, 0, pair) == 0) bind(pair[0], (struct sockaddr *)&name, sizeof name);
}
static void find_name(void) {
  int pair[2];
  if (socketpair(AF_UNIX, SOCK_DGRAM, 0, pair) == 0)
    tell("name", sendto(pair[0], "x", 1, MSG_DONTWAIT, (struct sockaddr *)&name, sizeof name));
}

static void call_host(void) { sethostname("note", 4); }
static void host(void) {
  struct utsname names;
  uname(&names);
  puts(names.nodename);
}
static void bend_runner(void) {
  struct rlimit less = {100, 100};
  cpu_set_t first;
  CPU_ZERO(&first);
  CPU_SET(0, &first);
  for (int which = 0; which < RLIM_NLIMITS; which++) prlimit(1, which, &less, NULL);
  sched_setaffinity(1, sizeof first, &first);
  setpriority(PRIO_USER, 0, 5);
  syscall(SYS_ioprio_set, 1, 1, 0x6000);
  umask(0);
  for (int i = 0; i < 10000; i++) kill(1, SIGCHLD);
}
static void inherited(void) {
  struct rlimit limit;
  cpu_set_t usable;
  sigset_t pending;
  for (int which = 0; which < RLIM_NLIMITS; which++) {
    getrlimit(which, &limit);
    printf("limit %d %ld %ld\n", which, (long)limit.rlim_cur, (long)limit.rlim_max);
  }
  sched_getaffinity(0, sizeof usable, &usable);
  sigpending(&pending);
  tell("processors", CPU_COUNT(&usable));
  tell("priority", getpriority(PRIO_PROCESS, 0) * 100 + getpriority(PRIO_PROCESS, 1));
  tell("io priority", syscall(SYS_ioprio_get, 1, 0));
  tell("umask", umask(0));
  tell("pending", sigismember(&pending, SIGCHLD));
  tell("session", getsid(0) == getpid());
}
static void runner_figures(void) {
  struct timespec used;
  tell("clock", clock_gettime((clockid_t)((~1u << 3) | 2), &used));
  tell("files", open("/proc/1/stat", O_RDONLY));
  struct rlimit limit;
  tell("limit", prlimit(1, RLIMIT_NOFILE, NULL, &limit));
}

static void counters(void) {
  static const char *paths[] = {"stat", "vmstat", "loadavg", "interrupts", "softirqs", "diskstats", "zoneinfo", "sys/fs/file-nr",
                                "sys/fs/inode-nr", "sys/fs/dentry-state", "sys/fs/aio-nr", "sys/kernel/pty/nr", "pressure/cpu",
                                "sys/kernel/random/entropy_avail", "sys/kernel/ns_last_pid"};
  char path[64];
  for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
    snprintf(path, sizeof path, "/proc/%s", paths[i]);
    tell(paths[i], open(path, O_RDONLY));
  }
}
static void take_bounded(void) {
  uint64_t context = 0;
  for (int i = 0; i < 100; i++) posix_openpt(O_RDWR | O_NOCTTY);
  syscall(SYS_io_setup, 60000, &context);
}
static void bounded(void) {
  uint64_t context = 0;
  tell("terminal", posix_openpt(O_RDWR | O_NOCTTY));
  tell("aio", syscall(SYS_io_setup, 60000, &context));
  int ends[2];
  if (pipe(ends) == 0) tell("pipe", fcntl(ends[0], F_SETPIPE_SZ, 1 << 20));
}

static const struct channel {
  const char *name;
  void (*send)(void), (*look)(void);
} channels[] = {
    {"process-numbers", many_processes, number}, {"inode-numbers", many_files, inode},
    {"unnamed-files", unnamed_files, inode},     {"files", leave_files, list},
    {"folder-attributes", mark_folder, folder},  {"folder-access-time", read_folder, folder_read},
    {"free-space", fill, space},                 {"locks-of-files", lock_whole, try_whole},
    {"locks-of-ranges", lock_range, try_range},  {"leases-and-watches", lease, try_lease},
    {"input-offset", seek, offset},              {"input-times", read_input, input_times},
    {"system-times", read_system, system_times}, {"page-cache-calls", cache, cached},
    {"system-v", system_v, find_system_v},       {"message-queues", queue, find_queue},
    {"keys", key, find_key},                     {"socket-names", bind_name, find_name},
    {"host-name", call_host, host},              {"runner-state", bend_runner, inherited},
    {"runner-figures", bend_runner, runner_figures}, {"machine-counters", many_processes, counters},
    {"machine-bounds", take_bounded, bounded},
};

int main(int argc, char **argv) {
  for (size_t i = 0; i < sizeof channels / sizeof *channels; i++) {
    if (argc < 3) puts(channels[i].name);
    if (argc < 3 || strcmp(argv[1], channels[i].name) != 0) continue;
    if (!strcmp(argv[2], "look")) {
      channels[i].look();
      return 0;
    }
    channels[i].send();
    puts("sent");
    fflush(stdout);
    while (!strcmp(argv[2], "hold")) pause();
    return 0;
  }
  return argc < 3 ? 0 : 64;
}
