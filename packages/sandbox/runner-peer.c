/*
 * The launcher's end of the runner's protocol (native/wire.h), for the tests of the runner alone.
 *
 * usage: runner-peer SEED COMMAND...    the command starts a runner as process 1, with descriptors 3 and 4
 * Each test is a line, `ok NAME` or `failed NAME: WHY`; the last line is `end`.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "native/wire.h"

enum { PATIENCE_MS = 60000, OUTPUT_MAX = 4096 };

static char **command;
static pid_t pid = -1;
static int channel = -1, orders = -1;
static const char *failure;
static struct wire_done done;
static char output[OUTPUT_MAX];

static void check(int holds, const char *otherwise) {
  if (!holds && !failure) failure = otherwise;
}

static void tell(uint32_t kind) { check(send(channel, &kind, sizeof kind, MSG_NOSIGNAL) == sizeof kind, "no channel"); }

/* Waits for one message; its length, 0 when the runner has hung up, -1 when nothing came. */
static ssize_t hear(void *message, size_t size) {
  struct pollfd on = {.fd = channel, .events = POLLIN};
  return poll(&on, 1, PATIENCE_MS) == 1 ? recv(channel, message, size, 0) : -1;
}

static void hear_kind(uint32_t wanted, const char *otherwise) {
  uint32_t kind = 0;
  check(hear(&kind, sizeof kind) == sizeof kind && kind == wanted, otherwise);
}

static void hear_done(void) {
  memset(&done, 0, sizeof done);
  check(hear(&done, sizeof done) == sizeof done && done.kind == WIRE_DONE, "no DONE");
}

static void make_ready(void) {
  tell(WIRE_CLEAN);
  hear_kind(WIRE_READY, "no READY");
}

static void begin(void) {
  int ours[2], theirs[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ours) != 0) exit(1);
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, theirs) != 0) exit(1);
  pid = fork();
  if (pid == 0) {
    int high[2] = {fcntl(ours[1], F_DUPFD_CLOEXEC, 20), fcntl(theirs[1], F_DUPFD_CLOEXEC, 20)};
    if (dup2(high[0], WIRE_CHANNEL) < 0 || dup2(high[1], WIRE_ORDERS) < 0) _exit(1);
    execv(command[0], command);
    _exit(1);
  }
  close(ours[1]);
  close(theirs[1]);
  channel = ours[0];
  orders = theirs[0];
  hear_kind(WIRE_HELLO, "no HELLO");
  make_ready();
}

/* The exit status of what was started. */
static int end(void) {
  int status = -1;
  if (channel >= 0) close(channel);
  if (orders >= 0) close(orders);
  channel = orders = -1;
  for (int waited = 0; waited < PATIENCE_MS; waited += 5) {
    if (waitpid(pid, &status, WNOHANG) == pid) return status;
    usleep(5000);
  }
  check(0, "it does not end");
  kill(pid, SIGKILL);
  waitpid(pid, &status, 0);
  return status;
}

static void send_packet(const void *bytes, size_t length, const int *fds, size_t count) {
  union {
    char bytes[CMSG_SPACE((WIRE_FDS_MAX + 1) * sizeof(int))];
    struct cmsghdr align;
  } control = {0};
  struct iovec part = {.iov_base = (void *)bytes, .iov_len = length};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
  if (count > 0) {
    message.msg_control = control.bytes;
    message.msg_controllen = CMSG_SPACE(count * sizeof(int));
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(count * sizeof(int));
    memcpy(CMSG_DATA(header), fds, count * sizeof(int));
  }
  check(sendmsg(orders, &message, MSG_NOSIGNAL) == (ssize_t)length, "the order is not taken");
}

struct packet {
  struct wire_run run;
  char strings[1024];
  size_t length;
};

/* An order for /bin/sh -c SCRIPT; every other is to be traced. */
static struct packet shell(const char *script) {
  static uint32_t traced;
  struct packet packet = {.run = {.kind = WIRE_RUN, .argc = 3, .envc = 1, .traced = traced ^= 1, .open_files = 64,
                                  .file_bytes = 1 << 20}};
  int length = snprintf(packet.strings, sizeof packet.strings, "/bin/sh%c-c%c%s%cPATH=/usr/bin:/bin", 0, 0, script, 0);
  packet.length = sizeof packet.run + (size_t)length + 1;
  return packet;
}

static int pipe_ends[2] = {-1, -1};

static void order_packet(const struct packet *packet) {
  int null = open("/dev/null", O_RDWR | O_CLOEXEC);
  if (pipe2(pipe_ends, O_CLOEXEC) != 0 || null < 0) exit(1);
  char bytes[sizeof packet->run + sizeof packet->strings];
  memcpy(bytes, &packet->run, sizeof packet->run);
  memcpy(bytes + sizeof packet->run, packet->strings, sizeof packet->strings);
  int fds[3] = {null, pipe_ends[1], pipe_ends[1]};
  send_packet(bytes, packet->length, fds, 3);
  close(null);
  close(pipe_ends[1]);
}

static void order(const char *script) {
  struct packet packet = shell(script);
  order_packet(&packet);
}

/* What the program printed, which must have ended. */
static void read_output(void) {
  size_t length = 0;
  ssize_t got;
  while (length < OUTPUT_MAX - 1 && (got = read(pipe_ends[0], output + length, OUTPUT_MAX - 1 - length)) > 0)
    length += (size_t)got;
  output[length] = 0;
  close(pipe_ends[0]);
}

static void run(const char *script) {
  order(script);
  hear_done();
  read_output();
  make_ready();
}

static void expect_output(const char *wanted, const char *otherwise) { check(!strcmp(output, wanted), otherwise); }

static void programs(void) {
  run("echo one; exit 3");
  check(done.status == 3 << 8 && done.exec_errno == 0 && done.leftovers == 0, "exit code");
  expect_output("one\n", "output");
  run("kill -SEGV $$");
  check(done.status == SIGSEGV, "signal");
  run("ls /proc/self/fd | wc -l; ls /proc | grep -c '^[0-9]'; ulimit -n");
  /* The three and the folder that ls reads; process 1, the shell, grep and the shell of the pipe at most. */
  check(!strncmp(output, "4\n", 2) && strstr(output, "\n257\n"), "descriptors");
  for (int i = 0; i < 2; i++) {
    struct packet packet = shell("");
    snprintf(packet.strings, 16, "/none");
    packet.run.argc = 1, packet.run.envc = 0, packet.length = sizeof packet.run + 6;
    order_packet(&packet);
    hear_done();
    read_output();
    check(done.exec_errno == ENOENT, "a program that is not there");
    make_ready();
  }
}

/* Only of one that is traced, and ends badly by itself. */
static void descriptors(void) {
  static const struct {
    const char *end;
    uint32_t taken, traced, used;
  } cases[] = {{"exit 9", 257, 1, 1}, {"kill -SEGV $$", 257, 1, 1}, {"exit 9", 256, 1, 0},
               {"exit 0", 257, 1, 0}, {"kill -KILL $$", 257, 1, 0}, {"exit 9", 257, 0, 0}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char script[200];
    snprintf(script, sizeof script, "exec bash -c 'for ((i = 3; i < %u; i++)); do eval \"exec $i</dev/null\"; done; %s'",
             cases[i].taken, cases[i].end);
    struct packet packet = shell(script);
    packet.run.traced = cases[i].traced;
    order_packet(&packet);
    hear_done();
    read_output();
    check(done.descriptors_used == cases[i].used, "descriptors that were used up are told wrongly");
    make_ready();
  }
}

static void leftovers(void) {
  run("sleep 1000 & setsid sleep 1000 & exit 0");
  check(done.status == 0 && done.leftovers == 2, "leftovers are counted");
  run("ls -A /dev/shm; grep -ls sleep /proc/[0-9]*/comm");
  expect_output("", "something is left");
}

/* A runner whose program has touched the folder ends rather than start the next. */
static void traces(void) {
  static const char *scripts[] = {"echo x >/dev/shm/x", "mkdir /dev/shm/a && rmdir /dev/shm/a", "chmod 711 /dev/shm",
                                  "touch /dev/shm", "ln -s x /dev/shm/x && sleep 0.01 && rm /dev/shm/x && exit 7"};
  for (size_t i = 0; i < sizeof scripts / sizeof *scripts && !failure; i++) {
    run("cat /dev/shm/* 2>/dev/null");
    order(scripts[i]);
    hear_done();
    read_output();
    tell(WIRE_CLEAN);
    char byte;
    check(recv(channel, &byte, 1, 0) == 0, "it goes on");
    check(end() == 0, "it does not end well");
    begin();
  }
}

static void malformed(void) {
  struct packet good = shell("echo never");
  char bytes[sizeof good.run + sizeof good.strings];
  int null = open("/dev/null", O_RDWR | O_CLOEXEC), fds[WIRE_FDS_MAX + 1];
  for (int i = 0; i <= WIRE_FDS_MAX; i++) fds[i] = null;
  struct {
    uint32_t kind, argc, envc;
    size_t length, fds;
  } cases[] = {
      {WIRE_RUN, 3, 1, 1, 3},          {WIRE_RUN, 3, 1, sizeof good.run, 3},
      {WIRE_RUN, 0, 4, good.length, 3}, {WIRE_RUN, 3, 2, good.length, 3},
      {WIRE_RUN, 3, 0, good.length, 3}, {WIRE_RUN, ~0u, 1, good.length, 3},
      {WIRE_RUN, 3, ~0u, good.length, 3}, {WIRE_RUN, 3, 1, good.length - 1, 3},
      {WIRE_RUN, 3, 1, good.length, 0}, {WIRE_RUN, 3, 1, good.length, 2},
      {WIRE_RUN, 3, 1, good.length, WIRE_FDS_MAX + 1}, {WIRE_KILL, 3, 1, good.length, 3},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    good.run.kind = cases[i].kind, good.run.argc = cases[i].argc, good.run.envc = cases[i].envc;
    memcpy(bytes, &good.run, sizeof good.run);
    memcpy(bytes + sizeof good.run, good.strings, sizeof good.strings);
    send_packet(bytes, cases[i].length, fds, cases[i].fds);
    hear_done();
    check(done.exec_errno == EBADMSG, "a malformed order is not told as such");
    make_ready();
  }
  close(null);
  run("echo alive");
  expect_output("alive\n", "no program after malformed orders");
}

/* Packets of any bytes, of which some look like orders. */
static void noise(void) {
  static char bytes[WIRE_MAX];
  int null = open("/dev/null", O_RDWR | O_CLOEXEC), fds[3] = {null, null, null};
  for (int i = 0; i < 300 && !failure; i++) {
    size_t length = 1 + (size_t)rand() % (i % 10 ? 200 : WIRE_MAX - 1);
    for (size_t at = 0; at < length; at++) bytes[at] = (char)(rand() % 4 ? rand() : 0);
    if (i % 2 && length > sizeof(struct wire_run)) {
      uint32_t head[3] = {WIRE_RUN, (uint32_t)rand() % 5, (uint32_t)rand() % 5};
      memcpy(bytes, head, sizeof head);
      bytes[length - 1] = 0;
    }
    send_packet(bytes, length, fds, 3);
    hear_done();
    check(done.exec_errno != 0, "noise was executed");
    make_ready();
  }
  close(null);
}

/* However the two race, each order is answered once, and none is left for a later process. */
static void kills(void) {
  for (int i = 0; i < 100 && !failure; i++) {
    order("echo begun; sleep 1000");
    if (i % 2) usleep((useconds_t)(rand() % 3000));
    tell(WIRE_KILL);
    hear_done();
    read_output();
    check(done.status == SIGKILL && done.exec_errno == 0, "not killed");
    if (i % 3 == 0) tell(WIRE_KILL);
    make_ready();
  }
  run("echo next");
  expect_output("next\n", "the next program is not the one that was ordered");
}

static void closed_channel(void) {
  order("sleep 1000");
  end();
  /* The last process of the box held the writing end. */
  read_output();
  begin();
}

static void nonsense(void) {
  tell(77);
  uint32_t kind;
  check(hear(&kind, sizeof kind) == 0, "it goes on after nonsense");
  end();
  begin();
  tell(WIRE_CLEAN);
  check(hear(&kind, sizeof kind) == 0, "it goes on after a CLEAN that has no place");
  end();
  begin();
}

static void shut_orders(void) {
  shutdown(orders, SHUT_RDWR);
  uint32_t kind;
  check(hear(&kind, sizeof kind) == 0, "it goes on without orders");
  end();
  begin();
}

int main(int argc, char **argv) {
  struct {
    const char *name;
    void (*test)(void);
  } tests[] = {{"programs", programs},
               {"descriptors", descriptors},
               {"leftovers", leftovers},
               {"traces", traces},
               {"malformed orders", malformed},
               {"noise", noise},
               {"kills", kills},
               {"closed channel", closed_channel},
               {"nonsense", nonsense},
               {"shut orders", shut_orders}};
  if (argc < 3) return 64;
  srand((unsigned)atoi(argv[1]));
  command = argv + 2;
  begin();
  for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) {
    if (!failure) tests[i].test();
    if (failure) {
      printf("failed %s: %s; the last program: status %d, errno %d, leftovers %u, printed <%s>\n", tests[i].name,
             failure, done.status, done.exec_errno, done.leftovers, output);
      break;
    }
    printf("ok %s\n", tests[i].name);
    fflush(stdout);
  }
  end();
  puts("end");
  return failure != NULL;
}
