/*
 * tries: to give the linker options that write elsewhere
 * must: not compile, or write only where the compiler may
 * want: held CE
 */
#include "attempt.h"

__asm__(".section .note.GNU-stack,\"\",@progbits\n .section .drectve,\"\"\n .ascii \" -o /usr/bin/planted \"\n .text\n");

int main(void) {
  cannot_open("/usr/bin/planted", O_RDONLY);
  return held();
}
