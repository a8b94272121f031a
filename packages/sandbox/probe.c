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
  else if (!strcmp(what, "exit")) return (int)number;
  else if (!strcmp(what, "signal")) raise((int)number);
  else if (!strcmp(what, "flood")) for (;;) puts("flood");
  else if (!strcmp(what, "cat")) return system("cat; cat >&2 /proc/self/limits");
  else if (!strcmp(what, "file")) {
    int fd = open("/tmp/large", O_CREAT | O_WRONLY, 0600);
    signal(SIGXFSZ, SIG_IGN);
    static char block[1 << 16];
    long written = 0, got;
    while ((got = write(fd, block, sizeof block)) > 0) written += got;
    printf("%ld\n", written);
  } else return 64;
  return 0;
}
