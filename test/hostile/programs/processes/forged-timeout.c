/*
 * tries: to look as if it had run out of time, which some judges take from a signal or an exit code
 * must: be a run-time error: its time was not up
 * want: RTE
 * flaw: DOMjudge 122: a program could forge a time-out
 */
#include <signal.h>
#include <stdlib.h>

int main(void) {
  raise(SIGXCPU);
  exit(124);
}
