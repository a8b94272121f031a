/*
 * tries: to talk to the hypervisor below the machine, which no network namespace is in the way of
 * must: be refused
 * want: held
 * flaw: AF_VSOCK is not part of the network namespace
 */
#include "attempt.h"

int main(void) {
  refused("stream", socket(40, SOCK_STREAM, 0));
  refused("dgram", socket(40, SOCK_DGRAM, 0));
  refused("seqpacket", socket(40, SOCK_SEQPACKET, 0));
  cannot_open("/dev/vsock", O_RDONLY);
  return held();
}
