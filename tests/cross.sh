#!/bin/sh
# Builds for a little-endian and a big-endian machine that is not this one, and lets qemu run what
# comes out: the check of the kernels, and the command on the samples. Their encodings must be the
# golden bytes, must come back, and all files must be the same on both machines. Everything it
# writes is under build/cross/.
#
#   cross.sh [OPTION...]     options of the check, such as --quick or --seed=N
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"
# shellcheck source=samples/packages.sh
. samples/packages.sh
machines="aarch64 s390x"
need_packages cmake:cmake make:make qemu-s390x-static:qemu-user-static \
    aarch64-linux-gnu-gcc:gcc-aarch64-linux-gnu libc6-dev-arm64-cross \
    s390x-linux-gnu-gcc:gcc-s390x-linux-gnu libc6-dev-s390x-cross

# Runs a command whose output matters only if it fails.
quietly() {
    "$@" >"$folder/log" 2>&1 && return
    cat "$folder/log"
    return 1
}

run() {
    program=$1
    shift
    "qemu-$machine-static" "$folder/$program" "$@"
}

# Linked statically, so that the other machine's libraries need not be found.
build_check() {
    quietly "$machine-linux-gnu-gcc" -O2 -fopenmp -Wall -Wextra -Werror -static -Iinclude \
        src/codec/*.c src/codec/kernels/*.c tests/check/*.c -o "$folder/rle127-check"
}

# Without what this machine's libraries could offer.
build_command() {
    quietly cmake -S . -B "$folder" -DCMAKE_SYSTEM_NAME=Linux \
        -DCMAKE_SYSTEM_PROCESSOR="$machine" -DCMAKE_C_COMPILER="$machine-linux-gnu-gcc" \
        -DCMAKE_EXE_LINKER_FLAGS=-static -DRLE127_WERROR=ON -DRLE127_OPENMP=OFF \
        -DRLE127_TESTS=OFF -DSTB_INCLUDE_DIR=OFF -DSECCOMP_LIBRARY=OFF -DXXHASH_INCLUDE_DIR=OFF \
        -DCMAKE_DISABLE_FIND_PACKAGE_PNG=ON -DCMAKE_DISABLE_FIND_PACKAGE_GIF=ON
    quietly cmake --build "$folder"
}

# One sample there and back, and there again.
convert() {
    stem=$(basename "${1%.*}")
    rle=$folder/files/$stem.rle
    run rle127 compress -q -f --verify -o "$rle" "$1"
    [ ! -f "samples/golden/$stem.rle" ] || cmp "samples/golden/$stem.rle" "$rle"
    run rle127 verify -q --canonical "$rle"
    for format in bmp pbm xbm; do
        run rle127 decompress -q -f --to=$format -o "$folder/files/back.$format" "$rle"
        run rle127 compress -q -f -o "$folder/again.rle" "$folder/files/back.$format"
        cmp "$rle" "$folder/again.rle"
        mv "$folder/files/back.$format" "$folder/files/$stem.$format"
    done
}

convert_samples() {
    rm -rf "$folder/files" "$folder/samples-in"
    mkdir "$folder/files"
    run draw_samples "$folder/samples-in"
    for image in "$folder"/samples-in/*; do
        convert "$image"
    done
}

try_machine() {
    machine=$1
    shift
    folder=build/cross/$machine
    mkdir -p "$folder"
    echo "-- $machine"
    build_check
    run rle127-check "$@"
    build_command
    convert_samples
    echo "$(find "$folder/files" -name '*.rle' | wc -l) samples there and back"
}

# All machines at a time: each is busy with one CPU. In the background, and not as a condition, so
# that the first command that fails ends its machine.
mkdir -p build/cross
pids=
for name in $machines; do
    try_machine "$name" "$@" >"build/cross/$name.log" 2>&1 &
    pids="$pids $!"
done
failed=0
for pid in $pids; do
    wait "$pid" || failed=1
done
for name in $machines; do
    cat "build/cross/$name.log"
done
[ $failed = 0 ]
diff -r build/cross/aarch64/files build/cross/s390x/files
diff -r build/cross/aarch64/samples-in build/cross/s390x/samples-in
echo "the same files on all machines"
