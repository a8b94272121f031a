/*
 * tries: to open a socket of every family and type
 * must: be refused all of them
 * want: held
 */
#include "attempt.h"

int main(void) {
  static const int types[] = {SOCK_STREAM, SOCK_DGRAM, SOCK_RAW, SOCK_SEQPACKET, SOCK_RDM};
  for (int family = 0; family < 64; family++)
    for (int type = 0; type < 5; type++) {
      refused("a socket", socket(family, types[type], 0));
      int pair[2];
      if (family != AF_UNIX) refused("a pair", socketpair(family, types[type], 0, pair));
    }
  return held();
}
