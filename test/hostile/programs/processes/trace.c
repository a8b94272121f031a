/*
 * tries: to trace process 1, its parent and its own child, and to have a child that is traced as it is itself
 * must: be refused
 * want: held
 */
#include "attempt.h"
#include <sys/ptrace.h>

int main(void) {
  refused("attach to 1", ptrace(PTRACE_ATTACH, 1, 0, 0));
  refused("seize 1", ptrace(PTRACE_SEIZE, 1, 0, 0));
  refused("attach to the parent", ptrace(PTRACE_ATTACH, getppid(), 0, 0));
  refused("be traced", ptrace(PTRACE_TRACEME, 0, 0, 0));
  pid_t child = fork();
  if (child == 0) pause();
  refused("seize a child", ptrace(PTRACE_SEIZE, child, 0, 0));
  refused("a traced child", syscall(SYS_clone, CLONE_PTRACE | SIGCHLD, 0, 0, 0, 0));
  return held();
}
