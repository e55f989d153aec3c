#!/bin/sh
# Draws the samples and takes each through the command: the encodings of the small ones must be the
# golden bytes, which were not made by this program, and all must come back with the same pixels.
#
#   samples.sh RLE127        draw_samples and tiny_decoder lie beside it
set -eu
rle127=$1
here=$(cd "$(dirname "$0")" && pwd)
golden=$here/../samples/golden
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$(dirname "$rle127")/draw_samples" "$work/in"
n_samples=0 n_golden=0
for image in "$work"/in/*; do
    name=$(basename "$image")
    stem=${name%.*}
    n_samples=$((n_samples + 1))
    for threads in 1 2; do
        "$rle127" compress -q -f --verify -T $threads -O "$work/rle" "$image"
        if [ -f "$golden/$stem.rle" ]; then
            cmp "$golden/$stem.rle" "$work/rle/$stem.rle"
            n_golden=$((n_golden + 1))
        fi
    done
    "$rle127" verify --canonical "$work/rle/$stem.rle"
    if [ -f "$golden/$stem.rle" ]; then
        "$(dirname "$rle127")/tiny_decoder" <"$golden/$stem.rle" | cmp - "$image"
    fi
    for format in bmp pbm; do
        "$rle127" decompress -q --verify --to=$format -O "$work/back" "$work/rle/$stem.rle"
        "$rle127" compare "$image" "$work/back/$stem.$format"
    done
done
set -- "$golden"/*.rle
[ $n_golden = $((2 * $#)) ]
echo "$n_samples samples came back, $n_golden encodings were golden"
