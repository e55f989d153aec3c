#!/bin/sh
# What takes too long for every day: all tests, with the largest image of random pixels there and
# back (a .rle of 2 GB; about 5 GB of disk are needed in $TMPDIR or /tmp).
set -eu
RLE127_LONG=1 sh "$(dirname "$0")/run.sh" "$@"
