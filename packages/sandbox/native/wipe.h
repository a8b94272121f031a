#ifndef GAVEL_WIPE_H
#define GAVEL_WIPE_H

/* Removes everything inside a folder, whatever depth and modes; 0, or -1 with errno. Follows no link. */
int wipe(const char *folder);

#endif
