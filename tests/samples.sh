#!/bin/sh
# Draws the samples and takes each through the command, at each level and with one thread and two:
# the encodings of the small ones must be the golden bytes, which were not made by this program, and
# all must come back with the same pixels.
#
#   samples.sh RLE127        draw_samples and tiny_decoder lie beside it
set -eu
rle127=$1
here=$(cd "$(dirname "$0")" && pwd)
golden=$here/../samples/golden
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$(dirname "$rle127")/draw_samples" "$work/in"
ways=
for level in $("$rle127" --version | sed -n '/^levels: /{s///;s/(used)//;p;}'); do
    ways="$ways $level,1 $level,2"
done
n_ways=$(echo "$ways" | wc -w)
[ "$n_ways" -ge 2 ]
n_samples=0 n_golden=0
for image in "$work"/in/*; do
    name=$(basename "$image")
    stem=${name%.*}
    n_samples=$((n_samples + 1))
    for way in $ways; do
        set -- "--level=${way%,*}" -T "${way#*,}"
        "$rle127" compress -q -f --verify "$@" -O "$work/rle" "$image"
        if [ -f "$golden/$stem.rle" ]; then
            cmp "$golden/$stem.rle" "$work/rle/$stem.rle"
            n_golden=$((n_golden + 1))
        fi
        "$rle127" verify --canonical "$@" "$work/rle/$stem.rle"
        "$rle127" decompress -q -f "$@" --to=pbm -O "$work/back" "$work/rle/$stem.rle"
        "$rle127" compare "$image" "$work/back/$stem.pbm"
    done
    if [ -f "$golden/$stem.rle" ]; then
        "$(dirname "$rle127")/tiny_decoder" <"$golden/$stem.rle" | cmp - "$image"
    fi
    for format in bmp pbm; do
        "$rle127" decompress -q -f --verify --to=$format -O "$work/back" "$work/rle/$stem.rle"
        "$rle127" compare "$image" "$work/back/$stem.$format"
    done
done
set -- "$golden"/*.rle
[ $n_golden = $((n_ways * $#)) ]
echo "$n_samples samples came back, $n_golden encodings were golden"
