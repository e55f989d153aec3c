#!/bin/sh
# Compresses every image of an image folder's golden.tsv (path, format, mode, width, height, size
# and SHA-256 of the .rle) and counts: `exact`, the very bytes; `refused`, one line on standard
# error, exit 1 and no output; `wrong`, anything else. Each exact result must also come back from
# decompress --to=bmp, compressed again, as the same bytes.
#
#   golden.sh RLE127 [FOLDER]     the folder: else $RLE127_IMAGES, else ../shared/images
#
# Exit: 0 nothing wrong, and nothing refused that has to be read; 77 no such folder.
set -u
rle127=$1
here=$(cd "$(dirname "$0")" && pwd)
images=${2:-${RLE127_IMAGES:-$here/../../shared/images}}
if [ ! -f "$images/golden.tsv" ]; then
    echo "skipped: no golden.tsv in $images (RLE127_IMAGES names another folder)"
    exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tab=$(printf '\t')

hash_of() {
    sha256sum "$1" | cut -d ' ' -f 1
}

# Which formats are read, and so may not be refused unless the file is damaged.
must_be_read() {
    case $2:$1 in
    BMP:bmpsuite/b/*) return 1 ;;
    PNG:*/corrupt/*) return 1 ;;
    PNG:gofuzz/png/corpus/12c78abf* | PNG:gofuzz/png/corpus/d446be63*) return 1 ;;
    BMP:* | PPM:* | XBM:* | PNG:* | GIF:*) return 0 ;;
    *) return 1 ;;
    esac
}

# Prints exact, refused or wrong, and why.
judge() {
    rm -f "$work"/*
    "$rle127" compress -q -o "$work/out.rle" "$images/$1" 2>"$work/err"
    code=$?
    if [ $code = 1 ] && [ ! -e "$work/out.rle" ] && [ "$(wc -l <"$work/err")" = 1 ]; then
        echo "refused $(cat "$work/err")"
    elif [ $code != 0 ]; then
        echo "wrong exit $code"
    elif [ "$(hash_of "$work/out.rle")" != "$2" ]; then
        echo "wrong bytes"
    elif ! "$rle127" decompress -q --to=bmp "$work/out.rle" ||
        ! "$rle127" compress -q -o "$work/again.rle" "$work/out.bmp" ||
        ! cmp -s "$work/out.rle" "$work/again.rle"; then
        echo "wrong on the way back"
    else
        echo "exact"
    fi
}

exact=0 refused=0 wrong=0 missed=0
{
    read -r _
    while IFS=$tab read -r path format _ _ _ _ hash; do
        verdict=$(judge "$path" "$hash")
        case $verdict in
        exact) exact=$((exact + 1)) ;;
        refused*)
            refused=$((refused + 1))
            if must_be_read "$path" "$format"; then
                missed=$((missed + 1))
                echo "$path: $verdict"
            fi
            ;;
        *)
            wrong=$((wrong + 1))
            echo "$path: $verdict"
            ;;
        esac
    done
} <"$images/golden.tsv"
echo "exact $exact, refused $refused, wrong $wrong"
[ $wrong = 0 ] && [ $missed = 0 ]
