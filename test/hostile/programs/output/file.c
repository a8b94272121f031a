/*
 * tries: to make one file of gigabytes, sparse or not
 * must: end at the bound for a file
 * want: OLE
 * flaw: output that goes to a file which nobody bounds
 */
#include "attempt.h"

int main(void) {
  int file = open("/tmp/large", O_CREAT | O_RDWR, 0600);
  if (ftruncate(file, 1ul << 42) == 0) puts("done: a file of 4 TiB");
  if (fallocate(file, 0, 0, 1ul << 42) == 0) puts("done: 4 TiB on disk");
  return 1;
}
