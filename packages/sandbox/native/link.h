/* Named pipes by which the programs of two boxes talk: what one writes to its stdout the other reads from its stdin. */
#ifndef GAVEL_LINK_H
#define GAVEL_LINK_H

enum link_role { LINK_NONE, LINK_HOST, LINK_GUEST };

/*
 * Makes the pipes that a host reads from and writes to, and holds what box.h says of them, so that opening an end never
 * waits. What another run has left there is taken away. 0, or -1 with errno.
 */
int link_make(const char *const paths[2], int held[2]);
/* An end for a program, whose reads and writes wait; opening does not: somebody holds the other end, or it fails with -1. */
int link_open(const char *path, int flags);
/* The host may see its guest's end. Returns the end from which to discard what it still says, or -1. */
int link_release(int held[2]);
/* Takes some of what is there. -1: there will be no more. */
int link_discard(int fd);
void link_let_go(int held[2]);

#endif
