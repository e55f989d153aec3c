#!/bin/sh
# Installs the build into an empty folder and uses what is there: the command, the header and the
# library, found by CMake's find_package().
#
#   install.sh RLE127        its folder is the build to be installed
set -eu
build=$(dirname "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cmake --install "$build" --prefix "$work/prefix" >"$work/log"
"$work/prefix/bin/rle127" --version >/dev/null
[ ! -x "$(dirname "$1")/rle127-bench" ] || "$work/prefix/bin/rle127-bench" --version >/dev/null
if "$work/prefix/bin/rle127" --version | grep -q '^reads:.* GIF'; then # by the decoder program
    printf 'GIF89a\1\0\1\0\200\0\0\377\377\377\0\0\0,\0\0\0\0\1\0\1\0\0\2\2D\1\0;' >"$work/white.gif"
    "$work/prefix/bin/rle127" compress -c "$work/white.gif" >"$work/white.rle"
    printf '\1\0\1\0\201' | cmp - "$work/white.rle"
fi
mkdir "$work/user"
cat >"$work/user/CMakeLists.txt" <<'END'
cmake_minimum_required(VERSION 3.22)
project(user C)
find_package(rle127 REQUIRED)
add_executable(user user.c)
target_link_libraries(user rle127::rle127)
END
cat >"$work/user/user.c" <<'END'
#include <rle127.h>
int main(void)
{
    const uint8_t white[] = {200, 0, 1, 0, 0xFF, 0xC9};
    bool is_canonical = false;
    return rle127_verify(white, sizeof white, &is_canonical, 0, 0) != RLE127_OK || !is_canonical;
}
END
flags=$(sed -n 's/^CMAKE_EXE_LINKER_FLAGS:[A-Z]*=//p' "$build/CMakeCache.txt")
if grep -q '^RLE127_SANITIZE:BOOL=ON' "$build/CMakeCache.txt"; then
    flags="$flags -fsanitize=address,undefined"
fi
compiler=$(sed -n 's/^CMAKE_C_COMPILER:[A-Z]*=//p' "$build/CMakeCache.txt")
cmake -S "$work/user" -B "$work/user/build" -DCMAKE_PREFIX_PATH="$work/prefix" \
    -DCMAKE_C_COMPILER="$compiler" -DCMAKE_EXE_LINKER_FLAGS="$flags" >>"$work/log" ||
    { cat "$work/log" && exit 1; }
cmake --build "$work/user/build" >>"$work/log" 2>&1 || { cat "$work/log" && exit 1; }
"$work/user/build/user"
echo "installed: command, library, header, CMake package"
