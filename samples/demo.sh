#!/bin/sh
# Shows what rle127 does: builds it, draws the samples, compresses and decompresses each, compares
# the pixels and prints a table. To be started as `sh samples/demo.sh`, from anywhere; installs
# what the build needs (see packages.sh). Everything it writes is under build/.
# Exit status: 0 if every sample came back identical, else 1.
set -u

root=$(cd "$(dirname "$0")/.." && pwd) || exit 1
cd "$root" || exit 1
# shellcheck source=samples/packages.sh
. samples/packages.sh

build=build/release
samples=build/samples
log=build/demo.log
runs=5 # of which the shortest is shown
row='%-16s %11s %9s %9s %12s %9s %11s  %s\n'

fail() {
    printf 'demo.sh: %s\n' "$*" >&2
    exit 1
}

# Runs a command whose output matters only if it fails.
quietly() {
    "$@" >"$log" 2>&1 && return
    cat "$log" >&2
    fail "failed: $*"
}

build_all() {
    need_packages cc:gcc make:make cmake:cmake libc6-dev libstb-dev libpng-dev \
        libgif-dev libseccomp-dev libxxhash-dev || exit 1
    mkdir -p build || exit 1
    echo "Building in $build ..."
    quietly cmake -S . -B "$build" -DCMAKE_BUILD_TYPE=Release
    quietly cmake --build "$build" --target rle127 draw_samples \
        --parallel "$(nproc 2>/dev/null || echo 2)"
    quietly "$build/draw_samples" "$samples"
    mkdir -p "$samples/rle" "$samples/back" || exit 1
}

# Wall clock in microseconds; where date knows no %N, of whole seconds.
now_us() {
    now=$(date +%s%N)
    case $now in
    *[!0-9]* | ??????????) now=$(date +%s)000000000 ;;
    esac
    echo $((now / 1000))
}

# Runs a command some times; $shortest_us is then the shortest time of one.
measure() {
    shortest_us=
    left=$runs
    while [ "$left" -gt 0 ]; do
        start=$(now_us)
        "$@" || return
        took=$(($(now_us) - start))
        if [ -z "$shortest_us" ] || [ "$took" -lt "$shortest_us" ]; then
            shortest_us=$took
        fi
        left=$((left - 1))
    done
}

# Milliseconds with one place.
ms() {
    printf '%d.%d' $((($1 + 50) / 1000)) $((($1 + 50) % 1000 / 100))
}

# The quotient of two sizes with two places.
ratio() {
    hundredths=$((($1 * 100 + $2 / 2) / $2))
    printf '%d.%02d' $((hundredths / 100)) $((hundredths % 100))
}

# One sample there and back, as a row of the table.
show_sample() {
    file=$1
    name=${file##*/}
    rle=$samples/rle/${name%.*}.rle
    back=$samples/back/${name%.*}.pbm
    measure "$build/rle127" compress -q -f -O "$samples/rle" "$file" || return
    compress_us=$shortest_us
    measure "$build/rle127" decompress -q -f --to=pbm -O "$samples/back" "$rle" || return
    decompress_us=$shortest_us
    "$build/rle127" compare "$file" "$back" >"$log" 2>&1
    case $? in
    0) result=identical ;;
    1) result=DIFFERENT ;;
    *) result="NOT COMPARED" ;;
    esac
    # The sides stand in the first four bytes, the low byte of each first.
    # shellcheck disable=SC2046  # four numbers
    set -- $(od -An -tu1 -N4 "$rle")
    width=$(($1 + 256 * $2))
    height=$(($3 + 256 * $4))
    row_bytes=$(((width + 7) / 8))
    packed=$((row_bytes * height))
    coded=$(($(wc -c <"$rle")))
    # shellcheck disable=SC2059  # the format is the table's own
    printf "$row" "$name" "$width x $height" "$packed" "$coded" "$(ratio "$coded" "$packed")" \
        "$(ms "$compress_us")" "$(ms "$decompress_us")" "$result"
    [ "$result" = identical ]
}

show_table() {
    # shellcheck disable=SC2059  # the format is the table's own
    printf "\n$row" sample pixels packed coded coded/ compress decompress result
    # shellcheck disable=SC2059
    printf "$row" '' '' bytes bytes packed ms ms ''
    status=0
    for file in "$samples"/*.*; do
        show_sample "$file" || status=1
    done
    measure :
    cat <<END

packed: 1 bit a pixel, rows in whole bytes; coded: the .rle file. Times: wall clock of the whole
process, start-up and files included, the shortest of $runs; about $(ms "$shortest_us") ms of each is the measuring.

END
    return "$status"
}

build_all
show_table
status=$?
[ "$status" -eq 0 ] || echo "demo.sh: not every sample came back identical" >&2
cat <<END
Your own images:  $root/$build/rle127 compress -O CODED IMAGE...
and back to BMP:  $root/$build/rle127 decompress -O BACK CODED/*.rle
END
exit "$status"
