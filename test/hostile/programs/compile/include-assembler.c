/*
 * tries: to have the assembler show files of the host in its messages
 * must: not compile, and show nothing of the host
 * want: CE
 */
__asm__(".include \"@CANARY@\"\n .include \"/etc/shadow\"\n .include \"/proc/self/environ\"\n");

int main(void) {}
