#ifndef GAVEL_RUN_H
#define GAVEL_RUN_H

#include "cell.h"
#include "client.h"
#include "link.h"
#include "wire.h"

struct run_request {
  enum cell_stage stage;
  uint64_t cpu_ms, wall_ms, memory_kib, output_bytes, processes, file_bytes, written_bytes, open_files;
  /* Of stdin, stdout, stderr. */
  const char *paths[3];
  /* Empty: none. */
  const char *note;
  /* As in wire.h. */
  int traced;
  const char *files[WIRE_FILES_MAX];
  uint32_t file_count;
  enum link_role link;
  /* What a host holds of both pipes; -1: nothing. */
  int *held;
  /* As in `setup`. */
  int inputs;
  /* It is to end as soon as it has begun. */
  int killed;
  uint32_t argc, envc;
  const char *strings;
  size_t strings_length;
};

/* Waits until all of the program before is gone. 1: ready; 0: the cell is lost; -1: the client or the lifeline is gone. */
int run_await_ready(struct cell *cell, const struct client *client, int lifeline);

/*
 * Runs one program in a cell that is ready, hears the client meanwhile, and writes the answer line to it. -1: the client
 * or the lifeline is gone.
 * A cell that was lost on the way is stopped; the caller starts another when it needs one.
 */
int run_program(struct cell *cell, const struct run_request *request, struct client *client, int lifeline);

#endif
