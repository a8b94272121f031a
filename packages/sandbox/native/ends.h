/* What a program reads from and writes to: files of the host, and pipes that are copied from into such files. */
#ifndef GAVEL_ENDS_H
#define GAVEL_ENDS_H

#include "run.h"

/*
 * The program's descriptors, -1 where there is none, and the ends of stdout and stderr that are ours to copy from. Returns
 * how many descriptors there are, or -1 with errno; what is open by then is the caller's to close.
 */
int ends_open(const struct run_request *request, int fds[WIRE_FDS_MAX], int copied[2]);
void ends_close(const int fds[WIRE_FDS_MAX]);
/* The files that stdout and stderr are copied to; left as they are where nothing is kept. 0, or -1 with errno. */
int ends_open_outputs(const struct run_request *request, int files[2]);

#endif
