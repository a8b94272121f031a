#define _GNU_SOURCE
#include "run.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "ends.h"

/* How long a runner may take to kill and wipe before the whole cell is ended. */
static const uint64_t KILL_GRACE_NS = 10000000000u;
/* And how long to empty folders, or to start, before the next program. */
static const uint64_t CLEAN_GRACE_NS = 60000000000u;

/* LATE: what a host still says to a guest that has ended. */
enum { RUNNER, CLIENT, LIFELINE, OUT, ERR, LATE, WATCHED };

struct state {
  struct cell *cell;
  const struct run_request *request;
  struct client *client;
  struct pollfd on[WATCHED];
  /* Files that stdout and stderr are copied to. */
  int files[2];
  uint64_t start, killed_at, output;
  /* When to look at the limits again: all processors together cannot pass the CPU limit before. */
  uint64_t look_at;
  const char *cause;
  struct wire_done done;
  int gone;
};

static uint64_t now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void end_program(struct state *s, const char *cause) {
  if (s->killed_at) return;
  s->cause = cause;
  s->killed_at = now_ns();
  uint32_t kind = WIRE_KILL;
  /* A runner that is gone shows on the channel. */
  if (send(s->cell->channel, &kind, sizeof kind, MSG_NOSIGNAL) < 0) s->killed_at = 1;
}

static int write_all(int fd, const char *bytes, size_t length) {
  while (length) {
    ssize_t wrote = write(fd, bytes, length);
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) return -1;
    bytes += wrote;
    length -= (size_t)wrote;
  }
  return 0;
}

/* Takes what is there. What is over the limit is counted and thrown away. */
static void drain(struct state *s, int which) {
  static char buffer[128 * 1024];
  struct pollfd *pipe = &s->on[which];
  while (pipe->fd >= 0) {
    ssize_t got = read(pipe->fd, buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && errno == EAGAIN) return;
    if (got <= 0) {
      close(pipe->fd);
      pipe->fd = -1;
      return;
    }
    uint64_t most = s->request->output_bytes + (*s->request->note ? WIRE_NOTE_MAX : 0);
    uint64_t room = s->output < most ? most - s->output : 0;
    size_t keep = (uint64_t)got < room ? (size_t)got : (size_t)room;
    int *file = &s->files[which - OUT];
    if (*file >= 0 && write_all(*file, buffer, keep) != 0) {
      fprintf(stderr, "gavel-launcher: cannot write an output: %s\n", strerror(errno));
      end_program(s, "disk");
    }
    s->output += (uint64_t)got;
    if (s->output > most) {
      end_program(s, "output");
      return;
    }
  }
}

static int send_order(struct state *s, const int *fds, size_t count) {
  const struct run_request *request = s->request;
  int limits = s->cell->group.kind == GROUP_NONE;
  struct wire_run run = {.kind = WIRE_RUN, .argc = request->argc, .envc = request->envc,
                         .note = *request->note != 0, .traced = (uint32_t)request->traced,
                         .rlimit_cpu_s = limits ? (uint32_t)(request->cpu_ms / 1000 + 1) : 0,
                         .rlimit_nproc = limits ? (uint32_t)request->processes + 1 : 0,
                         .open_files = (uint32_t)request->open_files,
                         .file_bytes = request->file_bytes};
  struct iovec parts[3] = {{.iov_base = &run, .iov_len = sizeof run},
                           {.iov_base = (char *)request->strings, .iov_len = request->strings_length},
                           {.iov_base = (char *)request->note, .iov_len = run.note ? strlen(request->note) + 1 : 0}};
  char control[CMSG_SPACE(WIRE_FDS_MAX * sizeof(int))] = {0};
  struct msghdr message = {
      .msg_iov = parts, .msg_iovlen = 3, .msg_control = control, .msg_controllen = CMSG_SPACE(count * sizeof(int))};
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(count * sizeof(int));
  memcpy(CMSG_DATA(header), fds, count * sizeof(int));
  return sendmsg(s->cell->orders, &message, MSG_NOSIGNAL) > 0 ? 0 : -1;
}

/* Prepares what the program needs, gives the order and starts the clock. */
static int begin(struct state *s) {
  const struct run_request *request = s->request;
  struct group_limits limits = {.memory_bytes = request->memory_kib * 1024,
                                .processes = (uint32_t)request->processes};
  int fds[WIRE_FDS_MAX], copied[2];
  int count = ends_open(request, fds, copied);
  int failed = count < 0 || cell_prepare(s->cell, &limits) != 0;
  s->on[OUT].fd = copied[0];
  s->on[ERR].fd = copied[1];
  s->start = now_ns();
  failed = failed || send_order(s, fds, (size_t)count) != 0;
  int error = errno;
  ends_close(fds);
  s->cell->ready = 0;
  errno = error;
  return failed ? -1 : 0;
}

/* How many processors a program may keep busy. */
static uint64_t parallelism(const struct state *s) {
  static long processors;
  if (!processors) processors = sysconf(_SC_NPROCESSORS_ONLN);
  uint64_t most = processors > 0 ? (uint64_t)processors : 1;
  return s->request->processes < most ? s->request->processes : most;
}

/* When the limits could be passed at the soonest, but not so often that looking costs more than it is worth. */
static uint64_t next_look(const struct state *s, uint64_t now, uint64_t cpu_left_ns, uint64_t wall_end) {
  /* All that processors burn between two looks is at most a fifth of the 50 ms that may be overrun (up to 10 of them). */
  static const uint64_t least_ns = 10000000, most_ns = 200000000;
  uint64_t soonest = (cpu_left_ns < least_ns ? least_ns : cpu_left_ns) / parallelism(s);
  uint64_t at = now + (soonest < most_ns ? soonest : most_ns);
  return at < wall_end ? at : wall_end;
}

/* Ends what has passed a limit; returns how many milliseconds to wait before looking again. */
static int enforce(struct state *s) {
  if (s->killed_at) return 100;
  uint64_t now = now_ns();
  if (now < s->look_at) return (int)((s->look_at - now) / 1000000u) + 1;
  uint64_t wall_end = s->start + s->request->wall_ms * 1000000u, limit = s->request->cpu_ms * 1000000u;
  /* On the way to a program that just begins there is nothing to see yet. */
  struct group_figures used = s->look_at ? group_so_far(&s->cell->group) : (struct group_figures){0};
  s->look_at = next_look(s, now, used.cpu_ns < limit ? limit - used.cpu_ns : 0, wall_end);
  /* What is left of a program that lost a process to the OOM killer may wait for it for ever. */
  if (used.oom_kills > 0) end_program(s, "memory");
  else if (used.cpu_ns > limit) end_program(s, "cpu");
  else if (now >= wall_end) end_program(s, "wall");
  return s->killed_at ? 100 : (int)((s->look_at - now) / 1000000u) + 1;
}

static void hear_kill(struct state *s, unsigned long number) {
  if (number == s->client->runs) end_program(s, "kill");
  else if (number == s->client->runs + 1 && s->client->ahead.name) s->client->ahead_killed = 1;
}

/* Only `kill`, `release` and one more `run` may come while a program runs; hanging up ends it too. */
static void hear_client(struct state *s) {
  struct request request = client_read(s->client);
  if (!request.name) s->gone = 1;
  else if (!strcmp(request.name, "kill")) hear_kill(s, strtoul(request.rest, NULL, 10));
  else if (!strcmp(request.name, "release")) s->on[LATE].fd = link_release(s->request->held);
  else if (!strcmp(request.name, "run") && !s->client->ahead.name) {
    s->client->ahead = request;
    return;
  } else s->gone = 1;
  free(request.name);
}

/* Returns 0 when the runner has answered, -1 when the cell is lost. */
static int watch(struct state *s) {
  for (;;) {
    int timeout = enforce(s);
    if (s->killed_at && now_ns() - s->killed_at > KILL_GRACE_NS) return -1;
    if (poll(s->on, WATCHED, timeout) < 0 && errno != EINTR) return -1;
    if (s->on[LIFELINE].revents) s->gone = 1;
    if (s->on[CLIENT].revents && !s->gone) hear_client(s);
    if (s->gone) return -1;
    if (s->on[OUT].revents) drain(s, OUT);
    if (s->on[ERR].revents) drain(s, ERR);
    if (s->on[LATE].revents && link_discard(s->on[LATE].fd) != 0) s->on[LATE].fd = -1;
    if (!s->on[RUNNER].revents) continue;
    ssize_t got = recv(s->cell->channel, &s->done, sizeof s->done, 0);
    return got == sizeof s->done && s->done.kind == WIRE_DONE ? 0 : -1;
  }
}

static void drain_both(struct state *s) {
  drain(s, OUT);
  drain(s, ERR);
}

static void let_go(struct state *s) {
  for (int which = OUT; which <= ERR; which++) {
    if (s->on[which].fd >= 0) close(s->on[which].fd);
    if (s->files[which - OUT] >= 0) close(s->files[which - OUT]);
  }
}

/*
 * What the group was charged, or what its largest process had mapped if that is more: pages of libraries and input are
 * charged only to whoever reads them first on the machine, and a figure that depends on that would change from test
 * to test.
 */
static uint64_t peak_kib(const struct state *s, const struct group_figures *figures) {
  uint64_t charged = (figures->peak_bytes + 1023) / 1024, mapped = s->done.maxrss_kib;
  if (mapped > s->request->memory_kib) mapped = s->request->memory_kib;
  return charged > mapped ? charged : mapped;
}

static void answer(const struct state *s, const struct group_figures *figures) {
  int own = s->cell->group.kind == GROUP_NONE;
  dprintf(s->client->fd,
          "done status=%d cause=%s exec_errno=%d cpu_ns=%llu wall_ns=%llu peak_kib=%llu oom_kills=%llu "
          "refused_forks=%llu output=%llu leftovers=%u survivors=%llu full=%u "
          "descriptors_used=%u\n",
          s->done.status, s->cause, s->done.exec_errno,
          (unsigned long long)(own ? s->done.cpu_ns : figures->cpu_ns), (unsigned long long)s->done.wall_ns,
          (unsigned long long)peak_kib(s, figures),
          (unsigned long long)figures->oom_kills, (unsigned long long)figures->refused_forks,
          (unsigned long long)(s->output - s->done.note_bytes), s->done.leftovers, (unsigned long long)figures->alive, s->done.full,
          s->done.descriptors_used);
}

int run_await_ready(struct cell *cell, const struct client *client, int lifeline) {
  uint64_t begun = now_ns();
  while (!cell->ready) {
    struct pollfd on[3] = {{.fd = cell->channel, .events = POLLIN}, {.fd = client->fd}, {.fd = lifeline, .events = POLLIN}};
    if (poll(on, 3, 1000) < 0 && errno != EINTR) return 0;
    if (on[1].revents || on[2].revents) return -1;
    if (on[0].revents && cell_hear(cell) != 0) return 0;
    if (now_ns() - begun > CLEAN_GRACE_NS) return 0;
  }
  return 1;
}

int run_program(struct cell *cell, const struct run_request *request, struct client *client, int lifeline) {
  struct state s = {.cell = cell, .request = request, .client = client, .cause = "none", .files = {-1, -1}};
  int watched[WATCHED] = {cell->channel, client->fd, lifeline, -1, -1, -1};
  for (int i = 0; i < WATCHED; i++) s.on[i] = (struct pollfd){.fd = watched[i], .events = POLLIN};
  /* Its outputs are made while the program starts. */
  if (begin(&s) != 0 || ends_open_outputs(request, s.files) != 0) {
    dprintf(client->fd, "error begin %s\n", strerror(errno));
    let_go(&s);
    /* It may have the order already: nothing may be left running. */
    cell_stop(cell);
    return 0;
  }
  if (request->link != LINK_NONE) dprintf(client->fd, "begun\n");
  if (request->killed) end_program(&s, "kill");
  int lost = watch(&s) != 0;
  if (lost && !s.gone) {
    s.done.wall_ns = now_ns() - s.start;
    if (!s.killed_at) s.cause = "lost";
    s.done.status = SIGKILL;
    cell_kill(cell);
  }
  struct group_figures figures;
  if (group_end(&cell->group, &figures) != 0 && !lost) {
    fprintf(stderr, "gavel-launcher: cannot read a run's figures: %s\n", strerror(errno));
    s.cause = "lost";
    lost = 1;
  }
  if (figures.starved) s.cause = "starved";
  /* Those of a lost cell are on their way out. */
  if (lost) figures.alive = 0;
  drain_both(&s);
  if (!s.gone) answer(&s, &figures);
  int spent = lost || figures.alive > 0 || figures.oom_kills > 0;
  /* After the answer: cleaning on the processor that the client is to wake on would hold it up. */
  if (!spent) cell_clean(cell);
  let_go(&s);
  /* What was taken back when memory ran out may have left a gap in the numbers of files: a new cell has none. */
  if (spent) cell_stop(cell);
  return s.gone ? -1 : 0;
}
