/*
 * tries: to take files of the host into the program as data, to print them when it runs
 * must: not compile
 * want: CE
 * flaw: `.incbin` reads what the compiler can
 */
__asm__("secret: .incbin \"@CANARY@\"\n shadow: .incbin \"/etc/shadow\"\n");
extern char secret[];
int puts(const char *);

int main(void) { puts(secret); }
