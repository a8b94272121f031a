/* What the tests of the sandbox run inside a box: each argument is one thing to do. Prints what came of it. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void tell(const char *what, long result) {
  printf("%s: %s\n", what, result < 0 ? strerror(errno) : "done");
}

static void touch_memory(size_t mib) {
  char *memory = malloc(mib << 20);
  for (size_t i = 0; i < mib << 20; i += 4096) memory[i] = 1;
  printf("%d\n", memory[mib << 19]);
}

static void burn(double seconds) {
  while ((double)clock() / CLOCKS_PER_SEC < seconds) continue;
}

static void spread(void) {
  for (int i = 0; i < 4; i++)
    if (fork() == 0) burn(60), exit(0);
  while (wait(NULL) > 0) continue;
}

static void bomb(void) {
  for (;;) fork();
}

static void *idle(void *nothing) {
  pause();
  return nothing;
}

static void threads(void) {
  pthread_attr_t small;
  pthread_attr_init(&small);
  pthread_attr_setstacksize(&small, 65536);
  pthread_t id;
  int count = 0;
  while (pthread_create(&id, &small, idle, NULL) == 0) count++;
  printf("%d\n", count);
  exit(9);
}

static void touch_pages(size_t mib) {
  char *memory = mmap(NULL, mib << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  for (size_t i = 0; i < mib << 20; i += 4096) {
    memory[i] = 1;
    if (i % (4 << 20) == 0) usleep(1000);
  }
}

static void *burn_100(void *nothing) {
  struct timespec start, now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &start);
  do clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  while ((now.tv_sec - start.tv_sec) * 1000 + (now.tv_nsec - start.tv_nsec) / 1000000 < 100);
  return nothing;
}

static void work(const char *how) {
  if (!strcmp(how, "forks")) {
    for (int i = 0; i < 3; i++)
      if (fork() == 0) burn_100(NULL), _exit(0);
    while (wait(NULL) > 0) continue;
  } else if (!strcmp(how, "threads")) {
    pthread_t ids[3];
    for (int i = 0; i < 3; i++) pthread_create(&ids[i], NULL, burn_100, NULL);
    for (int i = 0; i < 3; i++) pthread_join(ids[i], NULL);
  } else if (!strcmp(how, "sleeps")) usleep(200000);
  else if (!strcmp(how, "waits busily")) burn_100(NULL), burn_100(NULL);
  else if (!strcmp(how, "calls the kernel")) for (int i = 0; i < 200000; i++) syscall(SYS_getppid);
  else if (!strcmp(how, "maps")) touch_pages(64);
  else if (!strcmp(how, "allocates")) touch_memory(64);
  else if (!strcmp(how, "dies early")) burn_100(NULL), abort();
}

/* Does the work in a child, and tells what the kernel says that this process and the child used. */
static void account(const char *how) {
  pid_t pid = fork();
  if (pid == 0) {
    work(how);
    _exit(0);
  }
  struct rusage child, own;
  wait4(pid, NULL, 0, &child);
  getrusage(RUSAGE_SELF, &own);
  const struct timeval times[] = {child.ru_utime, child.ru_stime, own.ru_utime, own.ru_stime};
  long us = 0;
  for (int i = 0; i < 4; i++) us += times[i].tv_sec * 1000000 + times[i].tv_usec;
  printf("\n%ld %ld\n", us, child.ru_maxrss > own.ru_maxrss ? child.ru_maxrss : own.ru_maxrss);
}

/* Two processes that each hold half of it at the same time. */
static void together(size_t mib) {
  int have[2], both[2];
  pipe(have);
  pipe(both);
  for (int i = 0; i < 2; i++)
    if (fork() == 0) {
      char nothing = 0;
      touch_pages(mib / 2);
      write(have[1], &nothing, 1);
      close(both[1]);
      read(both[0], &nothing, 1);
      _exit(0);
    }
  char got[2];
  for (int i = 0; i < 2; i++) read(have[0], got, 1);
  close(both[1]);
  while (wait(NULL) > 0) continue;
}

/* Nobody waits for the child, so the kernel adds its time to nobody's. */
static void forsake(void) {
  signal(SIGCHLD, SIG_IGN);
  int end[2];
  pipe(end);
  if (fork() == 0) {
    burn_100(NULL);
    _exit(0);
  }
  close(end[1]);
  char nothing;
  read(end[0], &nothing, 1);
}

static void fill(void) {
  static char block[1 << 14];
  const char *names[] = {"/tmp/fill", "/dev/shm/fill"};
  long written = 0, got;
  for (int i = 0; i < 2; i++) {
    int fd = open(names[i], O_CREAT | O_WRONLY, 0600);
    for (int blocks = 0; blocks < 40 && (got = write(fd, block, sizeof block)) > 0; blocks++) written += got;
  }
  printf("%ld\n", written);
  exit(got < 0 && errno == ENOSPC ? 9 : 0);
}

/* Takes `most` descriptors beside the three, or all that there are. */
static void take_descriptors(long most) {
  long count = 0;
  while (count < most && dup(0) >= 0) count++;
  printf("%ld %s\n", count, count < most ? strerror(errno) : "in use");
  fflush(stdout);
}

static void *take_in_thread(void *most) {
  take_descriptors(*(long *)most);
  exit(9);
}

static void descriptors(long most, const char *end) {
  pthread_t thread;
  if (!strcmp(end, "thread")) {
    pthread_create(&thread, NULL, take_in_thread, &most);
    pthread_join(thread, NULL);
  }
  take_descriptors(most);
  if (!strcmp(end, "close"))
    for (int fd = 3; fd < 2000; fd++) close(fd);
  if (!strcmp(end, "crash")) raise(SIGSEGV);
  if (!strcmp(end, "killed")) raise(SIGKILL);
  exit(strcmp(end, "well") ? 9 : 0);
}

static void leave_behind(void) {
  if (fork() == 0) {
    setsid();
    signal(SIGTERM, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    if (fork() != 0) _exit(0);
    for (;;) pause();
  }
  const char *names[] = {"/tmp/left", "/dev/shm/left"};
  for (int i = 0; i < 2; i++) tell(names[i], open(names[i], O_CREAT | O_WRONLY, 0));
  /* Deep, closed, and with names in the way. */
  chdir("/tmp");
  for (int i = 0; i < 3000; i++) {
    mkdir(".lifted-0", 0700);
    if (chdir(".lifted-0") != 0) break;
  }
  close(open("file", O_CREAT | O_WRONLY, 0));
  chmod(".", 0);
  chmod("/tmp", 0);
  symlink("/usr", "/dev/shm/link");
}

static void look_for_left(void) {
  system("ls -A /tmp /dev/shm; ls -d /proc/[0-9]* | wc -l");
}

static void break_out(void) {
  tell("shadow", open("/etc/shadow", O_RDONLY));
  tell("root", open("/root", O_RDONLY));
  tell("home", open("/home", O_RDONLY));
  tell("init memory", open("/proc/1/mem", O_RDWR));
  tell("init descriptors", open("/proc/1/fd", O_RDONLY | O_DIRECTORY));
  tell("init environment", open("/proc/1/environ", O_RDONLY));
  const char *closed[] = {"/x", "/usr/x", "/etc/x", "/work/x", "/dev/x", "/gavel/x", "/proc/x", "/proc/sys/kernel/core_pattern"};
  for (size_t i = 0; i < sizeof closed / sizeof *closed; i++)
    tell(closed[i], open(closed[i], O_CREAT | O_WRONLY, 0666));
  tell("kill init", kill(1, SIGKILL) == 0 && kill(1, SIGSTOP) == 0 && kill(1, 0) == 0 ? (errno = 0, -1) : 0);
  tell("socket", socket(AF_INET, SOCK_STREAM, 0));
  tell("unix socket", socket(AF_UNIX, SOCK_STREAM, 0));
  tell("netlink", socket(AF_NETLINK, SOCK_RAW, 0));
  tell("user namespace", unshare(CLONE_NEWUSER));
  tell("clone namespace", syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0));
  tell("setuid", setuid(0));
  tell("ptrace", ptrace(PTRACE_TRACEME, 0, 0, 0));
  tell("shared memory", shmget(1, 4096, IPC_CREAT | 0666));
  tell("chroot", chroot("/tmp"));
  tell("priority", setpriority(PRIO_PROCESS, 0, -5));
  struct rlimit more = {1 << 20, 1 << 20};
  tell("raise a limit", setrlimit(RLIMIT_NOFILE, &more));
  int descriptors = 0;
  for (int fd = 3; fd < 1024; fd++) descriptors += fcntl(fd, F_GETFD) >= 0;
  /* The failed and successful opens above were never closed: only those below the first of ours would be inherited. */
  printf("inherited: %d\n", descriptors);
}

int main(int argc, char **argv) {
  const char *what = argc > 1 ? argv[1] : "";
  long number = argc > 2 ? atol(argv[2]) : 0;
  if (!strcmp(what, "memory")) touch_memory((size_t)number);
  else if (!strcmp(what, "burn")) burn((double)number / 1000);
  else if (!strcmp(what, "sleep")) usleep((useconds_t)number * 1000);
  else if (!strcmp(what, "spread")) spread();
  else if (!strcmp(what, "bomb")) bomb();
  else if (!strcmp(what, "threads")) threads();
  else if (!strcmp(what, "leave")) leave_behind();
  else if (!strcmp(what, "look")) look_for_left();
  else if (!strcmp(what, "break")) break_out();
  else if (!strcmp(what, "account")) account(argv[2]);
  else if (!strcmp(what, "together")) together((size_t)number);
  else if (!strcmp(what, "forsake")) forsake();
  else if (!strcmp(what, "fill")) fill();
  else if (!strcmp(what, "descriptors")) descriptors(number, argv[3]);
  else if (!strcmp(what, "nul")) fwrite("a\0b\n", 1, 4, stdout);
  else if (!strcmp(what, "count")) {
    static char block[1 << 16];
    long total = 0, got;
    while ((got = read(0, block, sizeof block)) > 0) total += got;
    printf("%ld\n", total);
  }
  else if (!strcmp(what, "exit")) return (int)number;
  else if (!strcmp(what, "signal")) raise((int)number);
  else if (!strcmp(what, "flood")) for (;;) puts("flood");
  else if (!strcmp(what, "cat")) return system("cat; cat >&2 /proc/self/limits");
  else if (!strcmp(what, "file")) {
    int fd = open("/tmp/large", O_CREAT | O_WRONLY, 0600);
    if (number == 0) signal(SIGXFSZ, SIG_IGN);
    static char block[1 << 16];
    long written = 0, got;
    while ((got = write(fd, block, sizeof block)) > 0) written += got;
    printf("%ld\n", written);
  } else return 64;
  return 0;
}
