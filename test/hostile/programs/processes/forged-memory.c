/*
 * tries: to look as if it had been killed for want of memory
 * must: be a run-time error: no limit was hit
 * want: RTE
 */
#include <signal.h>

int main(void) { raise(SIGKILL); }
