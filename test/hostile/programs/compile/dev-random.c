/*
 * tries: to have the compiler read a file without end
 * must: not compile
 * want: CE
 * compile: cpuMs=1500
 * flaw: Judge0 and others: `#include </dev/random>`, compiled outside of the sandbox, read for ever
 */
#include "/dev/random"
#include "/dev/zero"
#include "/dev/stdin"

int main(void) {}
