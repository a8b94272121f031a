/*
 * The seccomp filter of untrusted programs: a deny-list, because an allow-list breaks with every new libc.
 * It is the second wall: namespaces, no_new_privs and an unprivileged user stand behind it.
 */
#ifndef GAVEL_FILTER_H
#define GAVEL_FILTER_H

#include "trace.h"

/* Sets the filter on the calling process and all its children; who has the key may trace. 0, or -1 with errno. */
int filter_install(struct trace_key key);

#endif
