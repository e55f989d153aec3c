#!/bin/sh
# Builds rle127 and runs every test, from anywhere: `sh tests/run.sh`. Installs what is missing on
# Debian and Ubuntu (see samples/packages.sh). Everything it writes is under build/.
#
#   run.sh [FOLDER [CMAKE OPTION...]]     the build folder, default build/release
#
# Tests on real images run where RLE127_IMAGES names a folder with a golden.tsv, or where
# ../shared/images is one; else they are skipped and say so.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"
# shellcheck source=samples/packages.sh
. samples/packages.sh
need_packages cc:gcc c++:g++ make:make cmake:cmake strace:strace libc6-dev libstb-dev libcmocka-dev \
    libpng-dev libgif-dev libseccomp-dev libxxhash-dev

folder=${1:-build/release}
[ $# = 0 ] || shift
jobs=$(nproc 2>/dev/null || echo 2)
mkdir -p "$folder"
cmake -S . -B "$folder" "$@" >"$folder/log" || { cat "$folder/log" && exit 1; }
cmake --build "$folder" --parallel "$jobs" >"$folder/log" 2>&1 || { cat "$folder/log" && exit 1; }

# The tests that a program skipped, which ctest does not know of: it counts the program as passed.
list_skipped() {
    sed -n 's/^\[  SKIPPED \] \([a-z_0-9]*\)$/skipped: \1/p' \
        "$folder/Testing/Temporary/LastTest.log" | sort -u
}

# ctest's closing lines wait for the list, so that they are the last ones.
{
    code=0
    ctest --test-dir "$folder" --output-on-failure --parallel "$jobs" || code=$?
    echo $code >"$folder/ctest.code"
} | {
    closing=
    while IFS= read -r line; do
        case $closing$line in
        *" tests passed, "*) closing=$closing$line'
' ;;
        *) printf '%s\n' "$line" ;;
        esac
    done
    list_skipped
    printf '%s' "$closing"
}
exit "$(cat "$folder/ctest.code")"
