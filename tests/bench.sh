#!/bin/sh
# A short run of rle127-bench: every row is there, JSON and CSV are what they ought to be, and what
# is wrong is refused in one line.
#
#   bench.sh RLE127        rle127-bench lies beside it; 77: there is none
set -eu
bench=$(dirname "$1")/rle127-bench
if [ ! -x "$bench" ]; then
    echo "skipped: no $bench"
    exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
    echo "$*"
    exit 1
}

# Runs the program, which has to end so, with one line on standard error and none on the other.
refuses() {
    wanted=$1
    shift
    code=0
    "$bench" "$@" >"$work/out" 2>"$work/err" || code=$?
    [ $code = "$wanted" ] || fail "$*: exit $code, not $wanted"
    [ ! -s "$work/out" ] || fail "$*: something on standard output"
    [ "$(wc -l <"$work/err")" = 1 ] || fail "$*: not one line: $(cat "$work/err")"
    grep -q '^rle127-bench: ' "$work/err" || fail "$*: $(cat "$work/err")"
}

refuses 2
refuses 2 matrices
refuses 2 kernels --nonsense
refuses 2 kernels -T 0
refuses 2 kernels --level=nonsense
refuses 2 kernels --only=nonsense
refuses 2 kernels --only=
refuses 2 kernels --rounds=0
refuses 2 kernels --rounds=1 --time=1
refuses 2 kernels --set-mb=x
refuses 2 kernels --set-mb=1000000000
refuses 2 kernels --csv
refuses 2 kernels --set-mb=1000000001 --list
refuses 1 kernels --rounds=1 "$work/missing.pbm"
echo "no picture" >"$work/text.pbm"
refuses 1 kernels --rounds=1 "$work/text.pbm"
printf 'P4\n16 16\nshort' >"$work/short.pbm"
refuses 1 kernels --rounds=1 "$work/short.pbm"
printf 'P5\n1 1\n255\nx' >"$work/grey.pgm"
refuses 1 kernels --rounds=1 "$work/grey.pgm"
refuses 1 kernels --rounds=1 --only=scalar --csv="$work/missing/x.csv"
echo "an old report" >"$work/old"
refuses 1 kernels --rounds=1 --csv="$work/old" "$work/missing.pbm"
# Each page of a byte takes three of memory's own, which for so many is thrice what there is.
printf 'P4\n1 1\n\200' >"$work/dot.pbm"
if [ -r /proc/meminfo ]; then
    memory_kb=$(awk '/^MemTotal:/ { print $2 }' /proc/meminfo)
    refuses 1 kernels --rounds=1 --set-mb=$((memory_kb / 4000000 + 1)) "$work/dot.pbm"
fi
"$bench" kernels --help | grep -q -- --set-mb

# Rows of 9 pixels whose padding bits are set, and the drawn pages, with all codecs.
"$bench" kernels --list --set-mb=1000000000 >"$work/rows"
grep -q '^rle127 scalar$' "$work/rows"
page="$work/a \"b\", c.pbm"
printf 'P4\n9 2\n\377\377\0\377' >"$page"
cp "$work/old" "$work/csv"
"$bench" kernels --rounds=2 --csv="$work/csv" "$page" >"$work/table"
"$bench" kernels --rounds=1 --set-mb=1 >"$work/drawn"
# How often a table has a row of this name, which takes 19 columns.
count_rows() {
    cut -c 1-19 "$1" | sed 's/ *$//' | grep -Fxc -- "$2" || true
}
while IFS= read -r row; do
    [ "$(count_rows "$work/table" "$row")" = 3 ] || fail "table: $row"
    [ "$(count_rows "$work/drawn" "$row")" = 6 ] || fail "drawn pages: $row"
done <"$work/rows"

# Without quoted texts, a line has as many columns as its first line has names.
sed -E 's/"([^"]|"")*"//g' "$work/csv" |
    awk -F, 'NR == 1 { n = NF } NF != n { exit 1 } END { print NR, n }' >"$work/shape" ||
    fail "CSV: $(cat "$work/csv")"
[ "$(cut -d ' ' -f 1 "$work/shape")" = $((1 + 2 * $(wc -l <"$work/rows"))) ] || fail "CSV lines"
"$bench" kernels --rounds=1 --only=scalar --csv=- "$page" >"$work/stdout"
head -n 1 "$work/csv" >"$work/names"
head -n 1 "$work/stdout" | cmp - "$work/names"
# What is not there has no figure: memcpy no runs, and LZ4 was not chosen.
column=$(tr , '\n' <"$work/names" | grep -nx 'decode_times_lz4' | cut -d : -f 1)
[ -z "$(sed -E '1d; s/"([^"]|"")*"//g' "$work/stdout" | cut -d , -f "$column" | tr -d '\n')" ] ||
    fail "times LZ4, which was not measured: $(cat "$work/stdout")"

# Pages of one name, which has a control character, are told apart by their directories.
mkdir "$work/1" "$work/2"
bell=$(printf 'bell\a.pbm')
cp "$page" "$work/1/$bell"
cp "$page" "$work/2/$bell"
"$bench" kernels --rounds=1 --only=scalar -T 1 "$work/1/$bell" "$work/2/$bell" "$page" \
    >"$work/table"
for name in "$work/1/bell\\x07.pbm" "$work/2/bell\\x07.pbm" "$(basename "$page")"; do
    grep -Fq "$name: 9 x 2 pixels" "$work/table" || fail "no $name: $(cat "$work/table")"
done

if ! "$bench" --version | grep -q '^JSON: jansson'; then
    refuses 2 kernels --json="$work/json"
    echo "rle127-bench: tables and CSV; built without JSON"
    exit 0
fi
refuses 2 kernels --json="$work/old" --csv="$work/old"
refuses 1 kernels --rounds=1 --json="$work/old" --csv="$work/missing/x.csv"
refuses 1 kernels --rounds=1 --json="$work/new" --csv="$work/./new"
[ ! -e "$work/new" ] || fail "an export is left behind that nothing was written to"
[ "$(cat "$work/old")" = "an old report" ] || fail "an old report is lost"
"$bench" kernels --rounds=2 --only=scalar -T 1 --json=- "$page" >"$work/json"
if command -v python3 >/dev/null; then
    python3 - "$work/json" "$page" <<'END'
import json, os, shlex, sys
report = json.load(open(sys.argv[1]))
names = [row["name"] for row in report["rows"]]
assert names[:2] == ["memcpy", "rle127 scalar"], names
assert [w["kind"] for w in report["workloads"]] == ["page", "calls"]
assert report["workloads"][0]["name"] == os.path.basename(sys.argv[2])
assert shlex.split(report["command"])[-2:] == ["--json=-", sys.argv[2]], report["command"]
assert len(report["results"]) == 2 * len(names)
for result in report["results"]:
    for side in result["encode"], result["decode"]:
        assert 0 < side["min_seconds"] <= side["median_seconds"] and side["samples"] == 2
        assert 0 < side["median_gb_per_second"] <= side["gb_per_second"]
    if result["row"] == "memcpy":
        assert result["encode"]["ns_a_run"] is None
        assert result["encode"]["times_memcpy"] == result["decode"]["times_memcpy"] == 1
first, own = report["results"][0], [r for r in report["results"] if r["row"] == names[1]][0]
assert first["row"] == "memcpy"
assert first["coded_bytes"] == 4 and own["coded_bytes"] == 4 + 1 + 2, own
assert abs(own["decode"]["ns_a_run"] - own["decode"]["median_seconds"] * 1e9 / 3) < 1e-3
assert len(report["geometric_means"]) == len(names)
END
fi
echo "rle127-bench: $(wc -l <"$work/rows") rows; tables, CSV and JSON"
