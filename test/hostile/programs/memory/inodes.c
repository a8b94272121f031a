/*
 * tries: to take memory by files that are empty but have names
 * must: be refused the next file, or end at a limit
 * want: held MLE TLE
 * limits: cpuMs=3000 memoryKiB=65536
 */
#include "attempt.h"

int main(void) {
  char path[64];
  for (int i = 0; i < 1000000; i++) {
    snprintf(path, sizeof path, "/tmp/%d", i);
    int file = open(path, O_CREAT | O_WRONLY, 0600);
    if (file < 0) return held();
    close(file);
  }
  refused("a million files", 0);
}
