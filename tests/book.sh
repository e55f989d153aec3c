#!/bin/sh
# bench/book/book.py, which rle127 is timed beside: with each pair of pools its outputs are the samples'
# golden files and the same as rle127's, it never hangs, and what is wrong is refused in one line.
#
#   book.sh RLE127         draw_samples lies beside it; 77: there is none, or no Python for it
set -eu
rle127=$1
root=$(cd "$(dirname "$0")/.." && pwd)
draw=$(dirname "$rle127")/draw_samples
for python in python3 /usr/bin/python3 none; do
    "$python" -c 'import bitarray, PIL.Image' 2>/dev/null && break
done
if [ ! -x "$draw" ] || [ "$python" = none ]; then
    echo "skipped: no $draw, or no Python with Pillow and bitarray"
    exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
    echo "$*"
    exit 1
}

# Runs the program; what hangs is ended and fails.
book() {
    PYTHONDONTWRITEBYTECODE=1 timeout 120 "$python" "$root/bench/book/book.py" "$@"
}

"$draw" "$work/samples" >/dev/null
mkdir "$work/expected"
"$rle127" compress -q -O "$work/expected" "$work"/samples/*.*
for golden in "$root"/samples/golden/*.rle; do
    cmp "$golden" "$work/expected/$(basename "$golden")" || fail "not as rle127's: $golden"
done
mkdir "$work/all"
book -O "$work/all" "$work"/samples/*.* >/dev/null || fail "all samples: exit $?"
diff -r "$work/expected" "$work/all" || fail "all samples: other bytes"

# Small ones, and then tiny ones again and again, in one Python and in several. Each has so many
# commas in its report: one behind each repetition but the last, and six others.
rm "$work/samples/page.pbm" "$work/samples/plan.pbm" "$work/expected/page.rle" "$work/expected/plan.rle"
set -- "$work/samples/logo.pbm" "$work/samples/width-1.pbm" "$work/samples/width-129.pbm"
for images in process thread serial; do
    for rows in process thread serial; do
        pair="--image-pool=$images --row-pool=$rows --workers=2"
        out=$work/$images-$rows
        mkdir "$out"
        # shellcheck disable=SC2086 # options
        book $pair -O "$out" "$work"/samples/*.* >"$work/report" || fail "$pair: exit $?"
        diff -r "$work/expected" "$out" || fail "$pair: other bytes"
        [ "$(wc -l <"$work/report")" = 1 ] || fail "$pair: $(cat "$work/report")"
        "$python" -c 'import json, sys
report = json.load(sys.stdin)
assert len(report["seconds"]) == 1 and report["seconds"][0] > 0
assert [report["image_pool"], report["row_pool"]] == sys.argv[1:]
assert report["python"] and report["pillow"] and report["bitarray"]
' $images $rows <"$work/report" || fail "$pair: $(cat "$work/report")"
        # shellcheck disable=SC2086
        book $pair --repeat=20 -O "$out" "$@" >"$work/report" || fail "$pair, repeated: exit $?"
        [ "$(tr -cd , <"$work/report" | wc -c)" = 25 ] || fail "$pair: $(cat "$work/report")"
        diff -r "$work/expected" "$out" || fail "$pair, repeated: other bytes"
    done
done
for _ in 1 2 3 4 5 6; do
    book --image-pool=thread --row-pool=process -O "$work/thread-process" "$@" >/dev/null ||
        fail "thread/process, started again: exit $?"
done

# Ends with this code and one line on standard error.
refuses() {
    wanted=$1
    shift
    code=0
    book "$@" >"$work/out" 2>"$work/err" || code=$?
    [ $code = "$wanted" ] || fail "$*: exit $code, not $wanted"
    [ ! -s "$work/out" ] || fail "$*: something on standard output"
    [ "$(grep -c '^book.py: ' "$work/err")" = 1 ] || fail "$*: $(cat "$work/err")"
}

for images in process thread serial; do
    refuses 1 --image-pool=$images -O "$work" "$work/missing.pbm"
    refuses 1 --image-pool=$images --row-pool=serial -O "$work/missing" "$work/samples/logo.pbm"
    refuses 1 --image-pool=$images -O "$work" "$root/bench/book/book.py"
done
# Names that look like options.
cp "$work/samples/logo.pbm" "$work/-x.pbm"
(cd "$work" && book -O "$work/all" -- -x.pbm) >/dev/null || fail "a name with a hyphen: exit $?"
cmp "$work/all/-x.rle" "$work/expected/logo.rle" || fail "a name with a hyphen: other bytes"

# What hangs is killed with all that it has started: whoever reads from them gets an end.
mkfifo "$work/endless.pbm"
for images in process thread serial; do
    ended=$({
        timeout 30 "$python" "$root/bench/book/book.py" --seconds-max=1 --image-pool=$images \
            --row-pool=serial --workers=2 -O "$work/all" "$work/endless.pbm" 2>&1 || echo "exit $?"
    } | timeout 20 cat) || fail "$images, hanging: something goes on"
    case $ended in
    *"has not ended within 1 s"*"exit 137"*) ;;
    *) fail "$images, hanging: $ended" ;;
    esac
done

code=0
book -O "$work" "$work/samples/logo.pbm" "$work/other/logo.bmp" 2>"$work/err" || code=$?
[ $code = 2 ] || fail "two files of one name: exit $code"
