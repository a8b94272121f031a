/*
 * One box: made ready ahead of time, then given to one client over the launcher's socket, then thrown away.
 *
 * The client's protocol. A request is a length (4 bytes, little endian) and that many bytes: strings, each ended by NUL.
 *   put NAME, then raw bytes   writes /work/NAME (0644); only before the first run
 *   run STAGE CPU_MS WALL_MS MEMORY_KIB OUTPUT_BYTES PROCESSES FILE_BYTES WRITTEN_BYTES OPEN_FILES
 *                              LINK STDIN STDOUT STDERR NOTE TRACED FILES ARGC, then FILES paths, then argv, then env
 *                              STAGE compile or run; an empty path is /dev/null; the first `run` ends the compile cell;
 *                              NOTE is empty, or the name of a file in /tmp: what the program leaves there is appended to
 *                              its stderr after a line end, 4 KiB at most, and is no output; TRACED is 1 or 0; the program
 *                              has the FILES (3 at most) as descriptors 3, 4, 5, to read
 *   kill NUMBER                ends that run, the first being 1: now, or when it has just begun; its answer still comes; one
 *                              that is over is left alone
 *   release                    when the guest has ended: the program of a run of LINK `host` may see that; no answer
 * Before the answer to a run one more run may be sent, which then begins without waiting for the client's turn; more may not.
 * Answers are lines: `ready` once, when a box is this client's; then one per put and run:
 *   ok | error CODE TEXT | done KEY=VALUE ...
 * Keys of done: status (as of wait(2)), cause (none cpu wall memory output disk kill lost starved), exec_errno, cpu_ns, wall_ns,
 * peak_kib, oom_kills, refused_forks, output, leftovers (processes that were alive when the first one ended, and killed
 * then), survivors (those in the group that are alive all the same: the cell is thrown away then), full (whether
 * WRITTEN_BYTES were used up at the end), descriptors_used (whether a program that is TRACED failed and had used all OPEN_FILES).
 * `starved`: the kernel killed it for want of memory, but not for its own limit.
 * `done` comes when the program and all it started is dead. After a program that has written the next run is in another cell.
 * When the client hangs up the box ends.
 * LINK is `none`, or tells that STDIN and STDOUT are named pipes, by which the programs of two boxes talk. The run that is
 * `host` makes them, then the one that is `guest` opens them; both answer one line more, `begun`, as soon as the program has
 * its ends. What goes through such a pipe is not copied, and not counted as output. The host's box holds open what the guest
 * has: until `release` the host does not see that the guest has ended, and never by a broken pipe. Neither does the guest
 * see a broken pipe where the host has ended: what one says to the other that is gone is discarded. That the host has
 * closed its stdout the guest sees at once.
 */
#ifndef GAVEL_BOX_H
#define GAVEL_BOX_H

#include "cell.h"

/* Makes a box ready, waits on `listener` for a client, serves it; ends early when `lifeline` closes. An exit code. */
int box_main(const struct setup *setup, unsigned number, int listener, int lifeline);

#endif
