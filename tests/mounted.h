/*
 * Runs rle127 where a script may mount file systems of its own: in new name spaces, which nobody
 * else sees and which end with it.
 */
#ifndef MOUNTED_H
#define MOUNTED_H

#include "command.h"

#define MOUNTED_NOT_POSSIBLE 77 /* exit code of a script that could not prepare its scene */

/* Words of such a script: mounts a tmpfs on the directory `full`; keeps the exit code of what came
 * before and lists what is there. */
#define MOUNT(options) "mount -t tmpfs -o " options " none full 2>/dev/null || exit 77;"
#define LIST           "code=$?; ls -A full; cat full/* 2>/dev/null; exit $code"

/* Runs a script with rle127 as $1; the test is skipped where nothing can be mounted. */
const struct command_result *mounted_run(const char *script);

#endif
