/*
 * tries: to include itself without end, twice each time
 * must: not compile
 * want: CE
 * compile: cpuMs=1500
 */
#include __FILE__
#include __FILE__

int main(void) {}
