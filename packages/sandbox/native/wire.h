/*
 * What the launcher (host side) and the runner (process 1 of a box) say to each other, each message one packet of a
 * SOCK_SEQPACKET socket pair. Descriptor 3 of the runner is for all but orders:
 *   runner   -> launcher  HELLO   once, when the box stands; the kernel adds the runner's pid
 *   launcher -> runner    CLEAN   first when the runner is in its cgroup, then after each DONE; a runner whose program has
 *                                 written something exits
 *   runner   -> launcher  READY   answers CLEAN: it waits for an order
 *   launcher -> runner    KILL    end the program that runs; only between a RUN and the CLEAN after it
 *   runner   -> launcher  DONE    answers each RUN once: the program and all it started is dead
 * Descriptor 4 is for orders:
 *   launcher -> runner    RUN + strings + fds   after READY: start this program; its descriptors from 0 on, 3 to 6 of
 *                                 them, come as SCM_RIGHTS; the strings are argv, then env, then the note's name
 *                                 if there is one, each ended by NUL
 * A RUN that is not well-formed is answered by DONE with EBADMSG. When descriptor 3 closes, or anything else comes over
 * it, the runner exits, and the kernel then kills all that is left in the box.
 * Descriptor 5, where it can be had, is /proc/sys/kernel/ns_last_pid: written by the runner, it numbers processes.
 */
#ifndef GAVEL_WIRE_H
#define GAVEL_WIRE_H

#include <stdint.h>

enum { WIRE_CHANNEL = 3, WIRE_ORDERS = 4, WIRE_NUMBERING = 5 };

enum { WIRE_HELLO = 1, WIRE_CLEAN, WIRE_READY, WIRE_RUN, WIRE_KILL, WIRE_DONE };

/* Stays well below the kernel's default socket buffer (208 KiB). */
enum { WIRE_MAX = 96 * 1024, WIRE_STRINGS_MAX = 512 };

/* Of a note, its line end included. */
enum { WIRE_NOTE_MAX = 4096 };

/* stdin, stdout, stderr; and further ones to read from. */
enum { WIRE_FDS_MIN = 3, WIRE_FILES_MAX = 3, WIRE_FDS_MAX = WIRE_FDS_MIN + WIRE_FILES_MAX };

struct wire_run {
  uint32_t kind;
  uint32_t argc;
  uint32_t envc;
  /* 1: the last string is the name of a note (note.h). */
  uint32_t note;
  /* 1: tell whether it used up its descriptors (trace.h). */
  uint32_t traced;
  /* Only where there is no cgroup: seconds of CPU time per process and number of processes; 0: none. */
  uint32_t rlimit_cpu_s;
  uint32_t rlimit_nproc;
  uint32_t open_files;
  uint64_t file_bytes;
};

struct wire_done {
  uint32_t kind;
  /* errno when the program could not be started, else 0. */
  int32_t exec_errno;
  /* As wait(2) gives it. */
  int32_t status;
  /* Processes still alive when the program ended, and killed then. */
  uint32_t leftovers;
  /* Whether no block was left in the first folder's file system when the program ended. */
  uint32_t full;
  /* Whether it failed and had used every descriptor that it may have; of one that is traced. */
  uint32_t descriptors_used;
  /* What was appended to its stderr as its note. */
  uint32_t note_bytes;
  uint64_t wall_ns;
  /* From getrusage: only where there is no cgroup to ask. */
  uint64_t cpu_ns;
  uint64_t maxrss_kib;
};

#endif
