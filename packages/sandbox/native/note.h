/* A note: what a program leaves in a file of that name in /tmp, handed over with what it said on stderr. */
#ifndef GAVEL_NOTE_H
#define GAVEL_NOTE_H

#include <stdint.h>

/* Appends a line end and the note's beginning to `errors`, a pipe. Returns how many bytes came to that. */
uint32_t note_append(const char *name, int errors);

#endif
