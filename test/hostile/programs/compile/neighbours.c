/*
 * tries: to include what another submission left in /tmp, /dev/shm or /work
 * must: not compile: there is nothing
 * want: CE
 * flaw: QDUOJ 165: a file in /tmp that the next submission includes
 * after: compile/leave.py
 */
#include "/tmp/left.h"
#include "/dev/shm/left.h"
#include "/work/left.h"

int main(void) {}
