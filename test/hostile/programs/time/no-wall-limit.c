/*
 * tries: to run under a wall limit of 0, which once meant none
 * must: be refused before it runs
 * want: JE
 * flaw: Judge0: a wall limit of 0 switched the limit off
 * limits: wallMs=0
 */
#include <unistd.h>

int main(void) {
  for (;;) pause();
}
