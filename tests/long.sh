#!/bin/sh
# What takes too long for every day: all tests, with the largest image of random pixels there and
# back (a .rle of 2 GB; about 5 GB of disk are needed in $TMPDIR or /tmp), trees of 12,000 files whose
# workers are killed, 100 runs that are killed and resumed, a directory of a million files, and a
# fault at every system call of runs over trees: half an hour and more.
set -eu
RLE127_LONG=1 sh "$(dirname "$0")/run.sh" "$@"
