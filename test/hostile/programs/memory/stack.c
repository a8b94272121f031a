/*
 * tries: to recurse without end
 * must: end at the memory limit, or by the signal for it
 * want: MLE RTE
 * limits: memoryKiB=65536
 */
static int deeper(volatile int *above) {
  volatile int here[1024];
  here[0] = *above;
  return deeper(here) + here[0];
}

int main(void) {
  volatile int first = 0;
  return deeper(&first);
}
