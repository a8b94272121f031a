/*
 * tries: to write everywhere but in /tmp and /dev/shm
 * must: be refused
 * want: held
 */
#include "attempt.h"

int main(void) {
  static const char *folders[] = {"/", "/usr", "/usr/bin", "/usr/lib", "/usr/local/bin", "/bin", "/lib", "/etc", "/work", "/dev",
                                  "/gavel", "/proc", "/proc/self", "/proc/sys", "/proc/1", "/etc/alternatives"};
  char path[256];
  for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
    snprintf(path, sizeof path, "%s/planted", folders[i]);
    cannot_open(path, O_CREAT | O_WRONLY);
    refused(path, mkdir(path, 0777));
    refused(path, symlink("/etc", path));
    refused(path, mkfifo(path, 0666));
    refused(folders[i], chmod(folders[i], 0777));
    refused(folders[i], utimensat(AT_FDCWD, folders[i], NULL, 0));
    refused(folders[i], rename(folders[i], "/tmp/moved"));
  }
  return held();
}
