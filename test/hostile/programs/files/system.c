/*
 * tries: to read what a host keeps for itself
 * must: find none of it
 * want: held
 */
#include "attempt.h"

int main(void) {
  static const char *paths[] = {
      "/etc/shadow", "/etc/gshadow", "/etc/sudoers", "/etc/hostname", "/etc/machine-id", "/etc/ssh", "/etc/resolv.conf",
      "/etc/ssl/private", "/etc/fstab", "/root", "/home", "/var", "/run", "/boot", "/sys", "/srv", "/mnt", "/opt",
      "/var/run/docker.sock", "/run/docker.sock", "/run/secrets", "/.dockerenv", "/lost+found", "/dev/mem", "/dev/kmsg",
      "/dev/sda", "/dev/vda", "/proc/kcore", "/proc/kmsg", "/proc/keys-not", "/proc/cmdline", "/proc/stat"};
  for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) cannot_open(paths[i], O_RDONLY);
  return held();
}
