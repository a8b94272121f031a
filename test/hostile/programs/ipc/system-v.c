/*
 * tries: to leave System V shared memory, a semaphore or a message queue, which outlive processes
 * must: be refused
 * want: held
 */
#include "attempt.h"
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>

int main(void) {
  for (int key = 0; key < 5; key++) {
    refused("memory", shmget(key, 4096, IPC_CREAT | 0666));
    refused("a semaphore", semget(key, 1, IPC_CREAT | 0666));
    refused("a queue", msgget(key, IPC_CREAT | 0666));
  }
  return held();
}
