/*
 * The small process that the peers of the sandbox are started from: what a large one would pay is not their fault.
 *
 * Orders are lines on stdin, answers lines on stdout: nanoseconds, with spaces between. Fields of an order are separated
 * by tabs, and so are the words of a command; `;` stands between commands that make one test together.
 *   each PAUSE_MS COUNT COMMANDS       a pause, then one test, COUNT times: the time of each
 *   parallel WIDTH COUNT COMMAND       COUNT tests, WIDTH at a time: the time of all, then the CPU time of each
 *   box SOCKET                         takes a box of the launcher that listens there (packages/sandbox/native/box.h)
 *   put NAME PATH                      puts a file into it
 *   run PAUSE_MS COUNT STAGE COMMAND   a pause, then one run in it, COUNT times: the time of each
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { WORDS_MAX = 128, TESTS_MAX = 1000, BUFFER = 1 << 20 };

static int box = -1;

static void die(const char *what) {
  fprintf(stderr, "driver: %s: %s\n", what, strerror(errno));
  exit(1);
}

static uint64_t now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void pause_ms(long ms) {
  struct timespec t = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
  if (ms > 0) nanosleep(&t, NULL);
}

static pid_t start(char **argv, posix_spawn_file_actions_t *actions) {
  static char *env[] = {"PATH=/usr/bin:/bin", NULL};
  pid_t pid;
  errno = posix_spawn(&pid, argv[0], actions, NULL, argv, env);
  if (errno != 0) die(argv[0]);
  return pid;
}

/* Returns the CPU time it used, nanoseconds. */
static uint64_t await(pid_t pid) {
  int status;
  struct rusage usage;
  pid_t ended = wait4(pid, &status, 0, &usage);
  if (ended < 0 || status != 0) die("a command failed");
  return ((uint64_t)usage.ru_utime.tv_sec + (uint64_t)usage.ru_stime.tv_sec) * 1000000000u +
         ((uint64_t)usage.ru_utime.tv_usec + (uint64_t)usage.ru_stime.tv_usec) * 1000u;
}

/* Runs commands one after the other. */
static void test(char **words, posix_spawn_file_actions_t *actions) {
  for (;;) {
    char **end = words;
    while (*end && strcmp(*end, ";")) end++;
    char *separator = *end;
    *end = NULL;
    await(start(words, actions));
    *end = separator;
    if (!separator) return;
    words = end + 1;
  }
}

static void each(long pause, long count, char **words, posix_spawn_file_actions_t *actions) {
  for (; count > 0; count--) {
    pause_ms(pause);
    uint64_t start = now_ns();
    test(words, actions);
    printf("%llu ", (unsigned long long)(now_ns() - start));
  }
}

static void parallel(long width, long count, char **words, posix_spawn_file_actions_t *actions) {
  static uint64_t cpu_ns[TESTS_MAX];
  if (count > TESTS_MAX) die("too many tests");
  uint64_t begin = now_ns();
  long started = 0, ended = 0;
  while (ended < count) {
    for (; started - ended < width && started < count; started++) start(words, actions);
    cpu_ns[ended++] = await(-1);
  }
  printf("%llu ", (unsigned long long)(now_ns() - begin));
  for (long i = 0; i < count; i++) printf("%llu ", (unsigned long long)cpu_ns[i]);
}

static void hear(const char *wanted) {
  char line[4096];
  size_t length = 0;
  while (length < sizeof line && recv(box, line + length, 1, 0) == 1 && line[length] != '\n') length++;
  if (strncmp(line, wanted, strlen(wanted)) != 0) {
    fprintf(stderr, "driver: the box said %.*s\n", (int)length, line);
    exit(1);
  }
}

static void open_box(const char *path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
  if (box >= 0) close(box);
  box = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (box < 0 || connect(box, (struct sockaddr *)&address, sizeof address) != 0) die(path);
  hear("ready");
}

static char request[BUFFER];
static uint32_t request_length;

static void add(const char *string) {
  size_t length = strlen(string) + 1;
  if (request_length + length > BUFFER) die("request");
  memcpy(request + request_length, string, length);
  request_length += (uint32_t)length;
}

static void begin_request(const char *name) {
  request_length = sizeof request_length;
  add(name);
}

static void send_request(void) {
  uint32_t length = request_length - (uint32_t)sizeof length;
  memcpy(request, &length, sizeof length);
  if (send(box, request, request_length, MSG_NOSIGNAL) != (ssize_t)request_length) die("send");
}

static void put(const char *name, const char *path) {
  begin_request("put");
  add(name);
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) die(path);
  ssize_t got = read(fd, request + request_length, BUFFER - request_length);
  if (got < 0) die(path);
  close(fd);
  request_length += (uint32_t)got;
  send_request();
  hear("ok");
}

static void run(long pause, long count, const char *stage, char **argv) {
  /* Limits, then no input and outputs that are thrown away. */
  static const char *fields[] = {"30000", "30000", "1048576", "1048576", "64", "1048576",
                                 "1073741824", "1024", "none", "", "", "", "", "0", "0"};
  begin_request("run");
  add(stage);
  for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) add(fields[i]);
  char argc[16];
  int words = 0;
  while (argv[words]) words++;
  snprintf(argc, sizeof argc, "%d", words);
  add(argc);
  for (int i = 0; i < words; i++) add(argv[i]);
  add("PATH=/usr/bin:/bin");
  for (; count > 0; count--) {
    pause_ms(pause);
    uint64_t start = now_ns();
    send_request();
    hear("done status=0 cause=none exec_errno=0 ");
    printf("%llu ", (unsigned long long)(now_ns() - start));
  }
}

int main(void) {
  static char line[BUFFER];
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  for (int fd = 0; fd < 3; fd++) posix_spawn_file_actions_addopen(&actions, fd, "/dev/null", O_RDWR, 0);
  while (fgets(line, sizeof line, stdin)) {
    char *words[WORDS_MAX + 1];
    int count = 0;
    for (char *word = strtok(line, "\t\n"); word && count < WORDS_MAX; word = strtok(NULL, "\t\n"))
      words[count++] = word;
    words[count] = NULL;
    if (count < 2) die("an order is too short");
    if (!strcmp(words[0], "box")) open_box(words[1]);
    else if (!strcmp(words[0], "put") && count == 3) put(words[1], words[2]);
    else if (!strcmp(words[0], "each") && count > 3) each(atol(words[1]), atol(words[2]), words + 3, &actions);
    else if (!strcmp(words[0], "parallel") && count > 3) parallel(atol(words[1]), atol(words[2]), words + 3, &actions);
    else if (!strcmp(words[0], "run") && count > 4) run(atol(words[1]), atol(words[2]), words[3], words + 4);
    else die(words[0]);
    putchar('\n');
    fflush(stdout);
  }
  return 0;
}
