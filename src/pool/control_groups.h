/*
 * Where the files of this process's control groups lie.
 */
#ifndef RLE127_CONTROL_GROUPS_H
#define RLE127_CONTROL_GROUPS_H

#include <stdbool.h>

/* A directory that may be a group's, of version 2 or 1; it need not exist. */
typedef void rle127_visit_group(void *context, const char *directory, bool is_v2);

/* Visits the groups that this process is in, as far as they are about `controller` ("cpu",
 * "memory"; those of version 2 are about any), and all those around them. root stands before the
 * paths of the system's files: "" but for tests. */
void rle127_visit_groups(const char *root, const char *controller, rle127_visit_group *visit,
                         void *context);

/* Reads the first line of a file in a group's directory; false where there is none. */
bool rle127_read_group_line(const char *directory, const char *name, char *line, int line_bytes);

#endif
