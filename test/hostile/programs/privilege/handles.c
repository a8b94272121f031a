/*
 * tries: to open files of the host by their number, around every path
 * must: be refused
 * want: held
 * flaw: "Shocker": Docker before 1.0 let containers open files by handle
 */
#include "attempt.h"

int main(void) {
  struct { struct file_handle head; unsigned char bytes[8]; } root = {.head = {.handle_bytes = 8, .handle_type = 1}, .bytes = {2}};
  int mount_id, somewhere = open("/usr", O_RDONLY);
  refused("by handle", open_by_handle_at(somewhere, &root.head, O_RDONLY));
  refused("a handle", name_to_handle_at(AT_FDCWD, "/usr", &root.head, &mount_id, 0));
  return held();
}
