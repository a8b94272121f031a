/*
 * How a program ended that no wait(2) tells: whether it had used every descriptor that it may have. The kernel counts
 * refusals (EMFILE) nowhere, but a process's table of descriptors doubles when it is full and never shrinks. So the limit
 * is one more than a power of two: the table is larger than that power once the last descriptor was in use.
 * The table is gone when a process can be waited for. As its tracer the runner sees the program's first thread just
 * before that, and only asks when it ends badly. Where the machine forbids tracing nothing is known; nor when the first
 * thread ends before the others or is replaced by the exec of another.
 */
#ifndef GAVEL_TRACE_H
#define GAVEL_TRACE_H

#include <stdint.h>
#include <sys/types.h>

/* For the filter: it lets nobody trace but who names these numbers in two arguments that the call does not have. */
struct trace_key {
  uint32_t first, second;
};

/* Draws the key. 0, or -1 with errno. */
int trace_open(struct trace_key *key);
/* The limit to set for a program that wants so many: the next that can be told, where there may be as many, or the same. */
uint32_t trace_descriptors(uint32_t wanted);
/*
 * Starts a child that is traced from before it calls `become`. Returns it when it has become a program, or is about to
 * end; -1, and no child, where tracing is forbidden. It is a copy of this process: vfork's child could not be seized in time,
 * and any other that shares memory shares its score for the OOM killer too.
 */
pid_t trace_start(void (*become)(void *), void *what);
/*
 * Lets a program go on that has stopped with this status of wait(2). 1: it ends badly, and had used all `descriptors`,
 * a limit from trace_descriptors; else 0.
 */
int trace_go_on(pid_t program, int status, uint32_t descriptors);

#endif
