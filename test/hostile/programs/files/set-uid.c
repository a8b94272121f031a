/*
 * tries: to leave a program with the set-uid bit, and to run those of the system
 * must: stay who it is; the next run finds nothing
 * want: held
 * flaw: Piston 206: files with the set-uid bit stayed in the box
 * runs: 2
 */
#include "attempt.h"

static int runs_as_another(const char *path, const char *argument) {
  pid_t child = fork();
  if (child == 0) {
    int null = open("/dev/null", O_RDWR);
    for (int i = 0; i < 3; i++) dup2(null, i);
    execl(path, path, argument, NULL);
    _exit(127);
  }
  int status;
  waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 33;
}

int main(int argc, char **argv) {
  if (argc > 1 && !strcmp(argv[1], "--who")) return geteuid() == 1000 && getegid() == 1000 ? 0 : 33;
  if (access("/tmp/copy", F_OK) == 0) puts("done: it is still there");
  static char bytes[1 << 22];
  int from = open("/proc/self/exe", O_RDONLY), to = open("/tmp/copy", O_CREAT | O_WRONLY, 0755);
  if (write(to, bytes, (size_t)read(from, bytes, sizeof bytes)) < 0) return 1;
  close(to);
  chmod("/tmp/copy", 06755);
  if (runs_as_another("/tmp/copy", "--who")) puts("done: another user by a set-uid file of its own");
  static const char *system[] = {"/usr/bin/su", "/usr/bin/mount", "/usr/bin/passwd", "/usr/bin/newgrp", "/usr/bin/chsh", "/usr/bin/sudo"};
  for (size_t i = 0; i < sizeof system / sizeof *system; i++) runs_as_another(system[i], "--help");
  refused("root", setuid(0));
  return held();
}
