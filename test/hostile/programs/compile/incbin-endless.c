/*
 * tries: to take a file without end into the program
 * must: be stopped
 * want: CE
 * compile: cpuMs=1500
 */
__asm__(".incbin \"/dev/zero\"\n");

int main(void) {}
