/*
 * tries: to have the compiler show files of the host in its messages
 * must: not compile, and show nothing of the host
 * want: CE
 */
#include "/etc/passwd"
#include "/etc/shadow"
#include "/proc/self/environ"
#include "@CANARY@"

int main(void) {}
