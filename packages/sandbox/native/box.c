#define _GNU_SOURCE
#include "box.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/un.h>
#include <unistd.h>

#include "client.h"
#include "run.h"

/* A program that writes spoils its cell: then there is one more, so that the next run need not wait for it. */
enum { SPARE = STAGES, CELLS };
enum { RUN_FIELDS = 17, LIMITS = 8, FIRST_USER = 64000, USERS = 1000 };

struct box {
  const struct setup *setup;
  unsigned number;
  uid_t user;
  /* On the stage: work/, and /tmp and /dev/shm of the compile stage; a memory file system that goes away as a whole. */
  char folder[256];
  int mounted;
  struct cell cells[CELLS];
  int started;
  int running;
  /* A run has ended since a cell was last replaced: one that does not come up is not tried for ever. */
  int may_replace;
  int held[2];
};

static int complain(const char *what) {
  fprintf(stderr, "gavel-launcher: %s: %s\n", what, strerror(errno));
  return -1;
}

/*
 * A user of its own for each box on the machine, so that no box can touch another through its user. The name of an
 * abstract socket is the reservation: the kernel gives it back when this process ends, however it ends.
 */
static int reserve_user(uid_t *user) {
  if (geteuid() != 0) {
    *user = geteuid();
    return 0;
  }
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return complain("socket");
  for (*user = FIRST_USER; *user < FIRST_USER + USERS; ++*user) {
    struct sockaddr_un name = {.sun_family = AF_UNIX};
    int length = snprintf(name.sun_path + 1, sizeof name.sun_path - 1, "gavel-box-user-%u", (unsigned)*user);
    socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)length);
    if (bind(fd, (struct sockaddr *)&name, size) == 0) return 0;
    if (errno != EADDRINUSE) return complain("cannot reserve a user");
  }
  errno = EAGAIN;
  return complain("no free user for a box");
}

static int make_folder(struct box *box) {
  static const char *names[] = {"work", "tmp", "shm"};
  snprintf(box->folder, sizeof box->folder, "%s/box%u", box->setup->stage, box->number);
  if (mkdir(box->folder, 0755) != 0) {
    if (errno != EEXIST) return complain(box->folder);
    /* Left by a box that was killed. */
    umount2(box->folder, MNT_DETACH);
  }
  if (mount("gavel-box", box->folder, "tmpfs", MS_NOSUID | MS_NODEV | MS_NOATIME, "mode=755,size=1g,nr_inodes=100k") != 0)
    return complain("cannot mount the box's memory file system");
  box->mounted = 1;
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    char path[512];
    snprintf(path, sizeof path, "%s/%s", box->folder, names[i]);
    if (mkdir(path, 0700) != 0 || chown(path, box->user, (gid_t)-1) != 0) return complain(path);
  }
  return 0;
}

static int start_cell(struct box *box, struct cell *cell) {
  return cell_start(cell, box->setup, box->folder, box->number, box->user);
}

/* Once a run has cost its cell the next one finds another, which comes up while programs run. */
static void keep_spare(struct box *box) {
  struct cell *run = &box->cells[STAGE_RUN], *spare = &box->cells[SPARE], lost = *run;
  if (!box->may_replace || run->channel >= 0) return;
  box->may_replace = 0;
  *run = *spare;
  *spare = lost;
  if (run->channel < 0 && start_cell(box, run) != 0) cell_stop(run);
  if (start_cell(box, spare) != 0) cell_stop(spare);
}

/* Returns a client, or -1 when the lifeline closed first. Several boxes wait on one listener: another may be faster. */
static int await_client(int listener, int lifeline) {
  struct pollfd on[2] = {{.fd = listener, .events = POLLIN}, {.fd = lifeline, .events = POLLIN}};
  for (;;) {
    if (poll(on, 2, -1) < 0 && errno != EINTR) return -1;
    if (on[1].revents) return -1;
    if (!on[0].revents) continue;
    int client = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    if (client >= 0) return client;
  }
}

/* The next request; none when the client or the lifeline is gone. */
static struct request next_request(struct box *box, struct client *client, int lifeline) {
  enum { LATE = 2 + CELLS };
  const struct request none = {0};
  struct pollfd on[LATE + 1] = {{.fd = client->fd, .events = POLLIN}, {.fd = lifeline, .events = POLLIN}};
  do {
    keep_spare(box);
    /* What a guest says to its host that has ended. */
    on[LATE] = (struct pollfd){.fd = box->held[0], .events = POLLIN};
    for (int i = 0; i < CELLS; i++) on[2 + i] = (struct pollfd){.fd = box->cells[i].channel, .events = POLLIN};
    if (poll(on, LATE + 1, client->ahead.name ? 0 : -1) < 0 && errno != EINTR) return none;
    if (on[1].revents || (client->ahead.name && on[0].revents & (POLLHUP | POLLERR))) return none;
    if (on[LATE].revents) link_discard(on[LATE].fd);
    for (int i = 0; i < CELLS; i++)
      if (on[2 + i].revents && cell_hear(&box->cells[i]) != 0) cell_stop(&box->cells[i]);
  } while (!client->ahead.name && !on[0].revents);
  if (!client->ahead.name) return client_read(client);
  struct request ahead = client->ahead;
  client->ahead = none;
  return ahead;
}

static void put(struct box *box, const struct request *request, int client) {
  const char *name = request->rest;
  if (box->started || !*name || strchr(name, '/') || *name == '.') {
    dprintf(client, "error put a plain file name, before the first run\n");
    return;
  }
  const char *bytes = name + strlen(name) + 1;
  size_t length = bytes < request->end ? (size_t)(request->end - bytes) : 0;
  char path[512];
  snprintf(path, sizeof path, "%s/work/%.200s", box->folder, name);
  int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
  int failed = fd < 0 || write(fd, bytes, length) != (ssize_t)length;
  if (failed) dprintf(client, "error put %s\n", strerror(errno));
  else dprintf(client, "ok\n");
  if (fd >= 0) close(fd);
}

/* Strings point into the request. 0, or -1 when it is not well-formed. */
static int parse_run(char *at, char *end, struct run_request *request) {
  const char *field[RUN_FIELDS];
  for (int i = 0; i < RUN_FIELDS; i++) {
    if (at >= end) return -1;
    field[i] = at;
    at += strlen(at) + 1;
  }
  uint64_t *numbers[] = {&request->cpu_ms, &request->wall_ms, &request->memory_kib, &request->output_bytes,
                         &request->processes, &request->file_bytes, &request->written_bytes,
                         &request->open_files};
  request->stage = strcmp(field[0], "compile") == 0 ? STAGE_COMPILE : STAGE_RUN;
  for (int i = 0; i < LIMITS; i++) *numbers[i] = strtoull(field[1 + i], NULL, 10);
  const char *link = field[1 + LIMITS];
  request->link = !strcmp(link, "host") ? LINK_HOST : !strcmp(link, "guest") ? LINK_GUEST : LINK_NONE;
  for (int i = 0; i < 3; i++) request->paths[i] = field[2 + LIMITS + i];
  request->note = field[5 + LIMITS];
  if (strchr(request->note, '/') || strlen(request->note) > 200) return -1;
  request->traced = !strcmp(field[RUN_FIELDS - 3], "1");
  request->file_count = (uint32_t)strtoul(field[RUN_FIELDS - 2], NULL, 10);
  request->argc = (uint32_t)strtoul(field[RUN_FIELDS - 1], NULL, 10);
  if (request->file_count > WIRE_FILES_MAX) return -1;
  for (uint32_t i = 0; i < request->file_count; i++) {
    if (at >= end) return -1;
    request->files[i] = at;
    at += strlen(at) + 1;
  }
  request->strings = at;
  request->strings_length = at < end ? (size_t)(end - at) : 0;
  uint32_t count = 0;
  for (; at < end; at += strlen(at) + 1) count++;
  request->envc = count - request->argc;
  return request->argc > 0 && count >= request->argc && count <= WIRE_STRINGS_MAX &&
                 request->strings_length + strlen(request->note) + 1 < WIRE_MAX - sizeof(struct wire_run)
             ? 0
             : -1;
}

/* All that a stage writes lies in one file system, whose size is what is there already and what may be added. */
static int allow_writing(struct cell *cell, const char *folder, uint64_t bytes) {
  if (cell->written_bytes == bytes) return 0;
  if (*cell->files) folder = cell->files;
  struct statfs now;
  char options[64];
  if (statfs(folder, &now) != 0) return -1;
  uint64_t used = (uint64_t)(now.f_blocks - now.f_bfree) * (uint64_t)now.f_bsize;
  snprintf(options, sizeof options, "size=%llu", (unsigned long long)(used + bytes));
  if (mount(NULL, folder, NULL, MS_REMOUNT | MS_NOSUID | MS_NODEV | MS_NOATIME, options) != 0) return -1;
  cell->written_bytes = bytes;
  return 0;
}

/* Takes another for a cell that was lost, once. 1: ready; 0: it cannot be; -1: the client or the lifeline is gone. */
static int make_ready(struct box *box, struct cell *cell, const struct client *client, int lifeline) {
  for (int tries = 0; tries < 2; tries++) {
    keep_spare(box);
    if (cell->channel < 0 && start_cell(box, cell) != 0) return 0;
    int ready = run_await_ready(cell, client, lifeline);
    if (ready != 0) return ready;
    cell_stop(cell);
  }
  return 0;
}

/* -1 ends the box. */
static int run(struct box *box, struct run_request *request, struct client *client, int lifeline) {
  if (request->stage == STAGE_COMPILE && box->running) {
    dprintf(client->fd, "error stage the compile stage is over\n");
    return 0;
  }
  box->started = 1;
  if (request->stage == STAGE_RUN && !box->running) {
    box->running = 1;
    cell_stop(&box->cells[STAGE_COMPILE]);
  }
  struct cell *cell = &box->cells[request->stage];
  int ready = make_ready(box, cell, client, lifeline);
  if (ready < 0) return -1;
  if (!ready || allow_writing(cell, box->folder, request->written_bytes) != 0) {
    dprintf(client->fd, "error cell %s\n", ready ? strerror(errno) : "the box could not be started again");
    return -1;
  }
  request->inputs = box->setup->inputs;
  request->held = box->held;
  box->may_replace = request->stage == STAGE_RUN;
  return run_program(cell, request, client, lifeline);
}

/* As `run`; counts it also when it is not well-formed, as the client does. */
static int serve_run(struct box *box, const struct request *request, struct client *client, int lifeline) {
  struct run_request wanted = {.killed = client->ahead_killed};
  client->ahead_killed = 0;
  client->runs++;
  if (parse_run(request->rest, request->end, &wanted) == 0) return run(box, &wanted, client, lifeline);
  dprintf(client->fd, "error request not understood\n");
  return 0;
}

static void serve(struct box *box, struct client *client, int lifeline) {
  dprintf(client->fd, "ready\n");
  int alive = 1;
  while (alive) {
    struct request request = next_request(box, client, lifeline);
    if (!request.name) break;
    if (!strcmp(request.name, "run")) alive = serve_run(box, &request, client, lifeline) == 0;
    else if (!strcmp(request.name, "put")) put(box, &request, client->fd);
    else if (!strcmp(request.name, "release")) link_release(box->held);
    /* One that came too late: the program had ended. */
    else if (strcmp(request.name, "kill") != 0) dprintf(client->fd, "error request not understood\n");
    free(request.name);
  }
  free(client->ahead.name);
}

/* Both stages come up side by side. */
static int start_cells(struct box *box) {
  struct cell *compile = &box->cells[STAGE_COMPILE], *run = &box->cells[STAGE_RUN];
  return start_cell(box, compile) == 0 && start_cell(box, run) == 0 && cell_await(compile) == 0 ? cell_await(run) : -1;
}

int box_main(const struct setup *setup, unsigned number, int listener, int lifeline) {
  struct box box = {.setup = setup, .number = number,
                    .cells = {cell_none(STAGE_COMPILE, "compile"), cell_none(STAGE_RUN, "run"),
                              cell_none(STAGE_RUN, "other")},
                    .held = {-1, -1}};
  signal(SIGPIPE, SIG_IGN);
  int failed = reserve_user(&box.user) != 0 || make_folder(&box) != 0 || start_cells(&box) != 0;
  struct client client = {.fd = failed ? -1 : await_client(listener, lifeline)};
  if (client.fd >= 0) serve(&box, &client, lifeline);
  link_let_go(box.held);
  for (int i = 0; i < CELLS; i++) cell_stop(&box.cells[i]);
  if (box.mounted && umount2(box.folder, MNT_DETACH) != 0) complain("cannot unmount the box");
  if (box.mounted) rmdir(box.folder);
  /* After the figures and the clean-up: a client that sees the end sees nothing of the box left. */
  if (client.fd >= 0) close(client.fd);
  return failed ? 1 : 0;
}
