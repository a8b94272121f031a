#define _GNU_SOURCE
#include "note.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "wire.h"

uint32_t note_append(const char *name, int errors) {
  static char path[256], text[WIRE_NOTE_MAX] = "\n";
  struct stat about;
  snprintf(path, sizeof path, "/tmp/%s", name);
  /* Nobody else is alive, so it stays what it is: a file, or a trick that is no note. */
  int file = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (file < 0) return 0;
  ssize_t got = fstat(file, &about) == 0 && S_ISREG(about.st_mode) ? read(file, text + 1, sizeof text - 1) : 0;
  close(file);
  /* A pipe that is full, or that nobody reads, takes no note. */
  ssize_t wrote = got > 0 && fcntl(errors, F_SETFL, O_NONBLOCK) == 0 ? write(errors, text, (size_t)got + 1) : 0;
  return wrote > 0 ? (uint32_t)wrote : 0;
}
