/* What is measured: nothing at all, or with an argument so many rounds of work, the same each time. */
#include <stdlib.h>

int main(int argc, char **argv) {
  volatile unsigned sum = 0;
  for (long rounds = argc > 1 ? atol(argv[1]) : 0; rounds > 0; rounds--)
    for (unsigned i = 0; i < 100000; i++) sum += i;
  return 0;
}
