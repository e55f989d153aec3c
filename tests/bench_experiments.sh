#!/bin/sh
# The experiments of rle127-bench: what is wrong is refused before anything is measured; each runs
# with tiny images and all export what they find; an interrupt leaves nothing behind; a baseline is
# compared with.
#
#   bench_experiments.sh RLE127        rle127-bench lies beside it; 77: there is none
set -eu
bench=$(dirname "$1")/rle127-bench
if [ ! -x "$bench" ]; then
    echo "skipped: no $bench"
    exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/tmp"
TMPDIR=$work/tmp
export TMPDIR
experiments="matrix single io files book"
tiny="--size=200x150 --runs=2 -j 1,2"

fail() {
    echo "$*"
    exit 1
}

# Nothing is left of a workspace.
check_tidy() {
    [ -z "$(ls -A "$work/tmp")" ] || fail "$*: left behind: $(ls -A "$work/tmp")"
}

# Whether a line of CSV has this field.
has_field() {
    sed 1d "$1" | grep -Eq "(^|,)\"?$2\"?(,|\$)"
}

# Runs the program, which has to end so, with one line on standard error and none on the other.
refuses() {
    wanted=$1
    shift
    code=0
    "$bench" "$@" >"$work/out" 2>"$work/err" || code=$?
    [ $code = "$wanted" ] || fail "$*: exit $code, not $wanted: $(cat "$work/err")"
    [ ! -s "$work/out" ] || fail "$*: something on standard output"
    [ "$(wc -l <"$work/err")" = 1 ] || fail "$*: not one line: $(cat "$work/err")"
    grep -q '^rle127-bench: ' "$work/err" || fail "$*: $(cat "$work/err")"
    check_tidy "$@"
}

# Words and values. The parser has a test of its own.
refuses 2 matrix --nonsense
refuses 2 matrix --help=1
refuses 2 matrix page.pbm
refuses 2 matrix --size=200
refuses 2 matrix -j 1,0
refuses 2 matrix -j 100000
refuses 2 matrix --dir="$work" --images=1
refuses 2 matrix --runs=1 --time=1
refuses 2 matrix --rle127=true
refuses 2 matrix --export-csv=- --export-html=-
refuses 2 matrix --fail-if-slower=5%
refuses 2 files -j 1
refuses 2 all --kind=nonsense

# What cannot be read, written or had. Old reports stay, and no new ones are begun.
echo "an old report" >"$work/old"
refuses 1 matrix --export-csv="$work/missing/x.csv"
refuses 1 matrix --export-html="$work/new" --export-csv="$work/missing/x.csv"
refuses 1 matrix --export-csv="$work/old" --work-dir="$work/missing"
refuses 1 matrix --export-csv="$work/old" --dir="$work/missing"
refuses 1 files --export-csv="$work/old" --rle127="$work/missing"
refuses 1 files --export-csv="$work/old" --rle127="$work/old"
refuses 1 book --export-csv="$work/old" --python=no-such-python
refuses 2 matrix --export-csv="$work/old" --export-html="$work/tmp/../old"
ln -s "$work/old" "$work/link"
refuses 2 matrix --export-csv="$work/old" --export-html="$work/link"
mkdir "$work/empty"
refuses 1 matrix --export-csv="$work/new" --dir="$work/empty"
refuses 2 matrix --export-csv="$work/new" --dir="$work/tmp"
refuses 2 matrix --dir="$work/empty" --work-dir="$work/empty"
[ -z "$(ls -A "$work/empty")" ] || fail "something was written into --dir"
if [ "$(df -Pk "$work" | awk 'NR == 2 { print $4 }')" -lt 3000000000 ]; then
    # The limit is for a program that does not refuse it: it shall not fill the disk.
    (
        ulimit -f 2000
        refuses 3 matrix --export-csv="$work/old" --images=999 --size=65535x65535 --kind=dither
    )
fi
[ "$(cat "$work/old")" = "an old report" ] || fail "an old report is lost"
[ ! -e "$work/new" ] || fail "an export is left behind that nothing was written to"

# Help names what is there, and only what is taken.
"$bench" --help >"$work/help"
for name in $experiments all kernels; do
    grep -q "^  $name  *[a-z]" "$work/help" || fail "--help: no $name"
done
for name in $experiments all; do
    "$bench" "$name" --help >"$work/help"
    for text in "usage: rle127-bench $name" --runs= --baseline= "How long" "Exit status"; do
        grep -q -e "$text" "$work/help" || fail "$name --help: no $text"
    done
    for option in --dir=DIR --images=N --size=WxH --workers=LIST --rle127=P --python=P; do
        code=0
        value=1
        [ $option = --size=WxH ] && value=1x1
        "$bench" "$name" "${option%%=*}=$value" --help >"$work/out" 2>&1 || code=$?
        named=2
        grep -q -e "$option" "$work/help" && named=0
        [ $code = $named ] || fail "$name $option: exit $code, and --help says $named"
    done
done
"$bench" --version | grep -q '^programs in PATH:.* cp' || fail "--version names no cp"

# Each experiment, with tables and CSV.
for name in $experiments; do
    images=--images=2
    options=$tiny
    [ "$name" = files ] && options=${tiny% -j 1,2}
    # shellcheck disable=SC2086 # options are words
    "$bench" "$name" $images $options --export-csv="$work/$name.csv" >"$work/table" 2>"$work/err" ||
        fail "$name: exit $?: $(cat "$work/err")"
    [ -s "$work/table" ] || fail "$name: no table"
    [ -s "$work/$name.csv" ] || fail "$name: no CSV"
    # Python and its packages may be missing, and then a note says so.
    [ "$(wc -l <"$work/$name.csv")" -ge 2 ] || [ "$name" = book ] || fail "$name: CSV without a line"
    check_tidy "$name"
done

# The user's own images stay as they are, and nothing joins them.
mkdir "$work/pages" "$work/pages/below"
printf 'P4\n9 2\n\377\377\0\377' >"$work/pages/a.pbm"
printf 'P4\n16 2\n\1\2\3\4' >"$work/pages/below/b \"c\", d.pbm"
cp -R "$work/pages" "$work/copy"
"$bench" matrix --dir="$work/pages" --runs=1 -j 1 >"$work/table"
diff -r "$work/pages" "$work/copy" || fail "--dir was changed"
check_tidy --dir

# What names do not tell, and what another program decodes: all experiments take what rle127 takes.
mkdir "$work/odd"
cp "$work/pages/a.pbm" "$work/odd/scan"
echo "no image" >"$work/odd/notes"
awk 'BEGIN { printf "P4\n# "; for (i = 0; i < 9000; i++) printf "x"; printf "\n8 2\nab" }' \
    >"$work/odd/remark.pbm"
"$bench" io --dir="$work/odd" --runs=1 -j 1 >"$work/table" 2>"$work/err" ||
    fail "io: names without suffixes: $(cat "$work/err")"
grep -q 'images: 2' "$work/table" || fail "io: not two images: $(cat "$work/table")"
grep -q 'decoder' "$work/table" && fail "io: a decoder where none is needed"
if "$1" --version | grep -q '^reads:.* PNG'; then
    mkdir "$work/png"
    awk 'BEGIN { printf "P1\n1600 1600\n"; srand(1)
                 for (i = 0; i < 80000; i++) { s = ""
                     for (j = 0; j < 32; j++) s = s (rand() < 0.5); print s } }' >"$work/noise.pbm"
    "$1" compress "$work/noise.pbm" -o "$work/noise.rle"
    "$1" decompress "$work/noise.rle" -o "$work/png/noise.png"
    "$bench" io --dir="$work/png" --runs=7 -j 1 >"$work/table" 2>"$work/err" ||
        fail "io: PNG: $(cat "$work/err")"
    tr '\n' ' ' <"$work/table" | tr -s ' ' >"$work/words"
    for text in 'Compress, directory, warm cache: bound by the decoder program' \
        'the decoder program [1-9][0-9] %' 'decoded by another program, rle127-decode'; do
        grep -Eq "$text" "$work/words" ||
            fail "io: PNG: no '$text': $(cat "$work/table")"
    done
fi

# All at once, to all formats. What goes to standard output stands there alone.
json=
"$bench" --version | grep -q '^JSON: jansson' && json=--export-json=$work/json
echo "an old report, longer than nothing" >"$work/html"
# shellcheck disable=SC2086 # options are words, and there may be no JSON
"$bench" all --images=2 $tiny $json --export-csv="$work/csv" --export-html="$work/html" \
    --export-markdown=- >"$work/markdown"
check_tidy all
for name in $experiments; do
    [ "$name" = book ] || has_field "$work/csv" "$name" || fail "all: no $name in the CSV"
    [ -z "$json" ] || grep -q "\"$name\"" "$work/json" || fail "all: no $name in the JSON"
done
grep -q '^#' "$work/markdown" || fail "no Markdown on standard output"
grep -q 'old report' "$work/html" && fail "an old report was not emptied"
grep -qi '</html>' "$work/html" || fail "no HTML"
if [ -n "$json" ] && command -v python3 >/dev/null; then
    python3 -m json.tool "$work/json" >/dev/null || fail "no JSON"
fi

# One that fails is left out of what all find.
printf '#!/bin/sh\nexit 1\n' >"$work/fails"
chmod +x "$work/fails"
code=0
# shellcheck disable=SC2086 # options are words
"$bench" all --images=2 $tiny --rle127="$work/fails" --export-csv="$work/csv" \
    >"$work/table" 2>"$work/err" || code=$?
[ $code = 1 ] || fail "an experiment fails: exit $code: $(cat "$work/err")"
grep -q '^rle127-bench: ' "$work/err" || fail "an experiment fails: $(cat "$work/err")"
for name in matrix single io; do
    has_field "$work/csv" $name || fail "an experiment fails, and $name is not there"
done
! has_field "$work/csv" files || fail "an experiment fails, and is there nevertheless"
check_tidy "an experiment fails"

# A signal when there are results of some: none is told.
cat >"$work/kills" <<END
#!/bin/sh
kill -TERM \$(cat "$work/pid")
sleep 20
END
chmod +x "$work/kills"
code=0
# shellcheck disable=SC2016,SC2086 # the inner shell's, and options are words
sh -c 'echo $$ >"$0"; exec "$@"' "$work/pid" "$bench" all --images=2 $tiny --rle127="$work/kills" \
    --export-csv="$work/old" --export-html="$work/new" >"$work/out" 2>"$work/err" || code=$?
[ $code = 143 ] || fail "a signal in the fourth of five: exit $code: $(cat "$work/err")"
[ ! -s "$work/out" ] || fail "a signal in the fourth of five: something on standard output"
[ "$(cat "$work/old")" = "an old report" ] || fail "a signal: an old report is lost"
[ ! -e "$work/new" ] || fail "a signal: an export is left behind"
check_tidy "a signal in the fourth of five"

# A full disk under standard output.
if [ -w /dev/full ]; then
    code=0
    "$bench" matrix --images=1 --size=9x9 --runs=1 -j 1 >/dev/full 2>"$work/err" || code=$?
    [ $code = 3 ] || fail "standard output cannot be written: exit $code"
    code=0
    "$bench" matrix --images=1 --size=9x9 --runs=1 -j 1 --export-csv=/dev/full \
        >"$work/table" 2>"$work/err" || code=$?
    [ $code = 1 ] || fail "an export cannot be written: exit $code"
    grep -q '^rle127-bench: /dev/full: ' "$work/err" || fail "$(cat "$work/err")"
    check_tidy /dev/full
fi

# A signal in the middle: the run ends by it, and nothing is left behind. What is started in the
# background by a shell ignores SIGINT unless someone sets that right.
signals="TERM:143"
env --default-signal=INT true 2>/dev/null && signals="TERM:143 INT:130"
for signal in $signals; do
    default=
    [ "${signal%:*}" = INT ] && default="env --default-signal=INT"
    # shellcheck disable=SC2086 # words, or nothing
    $default "$bench" all --images=2 --size=2000x2000 --runs=1000 --export-csv="$work/old" \
        --export-html="$work/new" >"$work/out" 2>"$work/err" &
    pid=$!
    tries=0
    until ls "$work"/tmp/*/* >/dev/null 2>&1; do
        tries=$((tries + 1))
        [ $tries -lt 200 ] || fail "no workspace: $(cat "$work/err")"
        sleep 0.05
    done
    sleep 0.3
    kill -"${signal%:*}" $pid
    code=0
    wait $pid || code=$?
    [ $code = "${signal#*:}" ] || fail "$signal: exit $code: $(cat "$work/err")"
    [ ! -s "$work/out" ] || fail "$signal: something on standard output"
    [ ! -s "$work/err" ] || fail "$signal: $(cat "$work/err")"
    [ "$(cat "$work/old")" = "an old report" ] || fail "$signal: an old report is lost"
    [ ! -e "$work/new" ] || fail "$signal: an export is left behind"
    check_tidy "$signal"
done

if [ -z "$json" ] || ! command -v python3 >/dev/null; then
    [ -n "$json" ] || refuses 2 matrix --export-json="$work/new"
    [ -n "$json" ] || refuses 2 matrix --baseline="$work/new"
    echo "rle127-bench: five experiments, without baselines"
    exit 0
fi

# Writes a report anew whose times are so many times those of another.
scale() {
    python3 - "$1" "$2" <<'END'
import json, sys
def scale(value):
    if isinstance(value, dict):
        return {key: scale(item) for key, item in value.items()}
    if isinstance(value, list):
        return [scale(item) for item in value]
    return value * float(sys.argv[2]) if isinstance(value, float) else value
json.dump(scale(json.load(open(sys.argv[1]))), sys.stdout)
END
}

# Baselines of a thousandth and of a thousand times the time: slower, and not.
refuses 1 matrix --baseline="$work/new"
refuses 1 matrix --baseline="$work/old"
once="matrix --images=1 --size=200x150 --runs=7 -j 1"
# shellcheck disable=SC2086 # options are words
"$bench" $once --export-json="$work/now" >"$work/table"
scale "$work/now" 0.001 >"$work/fast"
scale "$work/now" 1000 >"$work/slow"
for case in fast:--fail-if-slower=5%:5 fast:--fail-if-slower=1:5 fast::0 slow:--fail-if-slower=0:0; do
    baseline=${case%%:*}
    option=${case#*:}
    code=0
    # shellcheck disable=SC2086 # options are words, and one may be missing
    "$bench" $once --baseline="$work/$baseline" ${option%:*} >"$work/table" 2>"$work/err" || code=$?
    [ $code = "${case##*:}" ] || fail "$case: exit $code: $(cat "$work/err")"
    [ "$(wc -l <"$work/err")" = $((code != 0)) ] || fail "$case: $(cat "$work/err")"
    [ -s "$work/table" ] || fail "$case: no table"
done
# The baseline may be what is written anew.
# shellcheck disable=SC2086 # options are words
"$bench" $once --baseline="$work/now" --export-json="$work/now" >"$work/table"
[ -s "$work/now" ] || fail "the baseline is lost"
check_tidy baseline
echo "rle127-bench: five experiments; tables, CSV, Markdown, HTML, JSON; baselines"
