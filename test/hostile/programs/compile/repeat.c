/*
 * tries: to fill memory and disk by the assembler
 * must: be stopped
 * want: CE
 * compile: cpuMs=1500
 */
__asm__(".rept 100000000\n .rept 100\n .quad 1\n .endr\n .endr\n");

int main(void) {}
