#ifndef GAVEL_RUN_H
#define GAVEL_RUN_H

#include "cell.h"

struct run_request {
  enum cell_stage stage;
  uint64_t cpu_ms, wall_ms, memory_kib, output_bytes, processes, file_bytes;
  const char *paths[3];
  uint32_t argc, envc;
  const char *strings;
  size_t strings_length;
};

/*
 * Runs one program in a living cell and writes the answer line to `client`. -1: the client or the lifeline is gone.
 * A cell that was lost on the way is stopped; the caller starts another when it needs one.
 */
int run_program(struct cell *cell, const struct run_request *request, int client, int lifeline);

#endif
