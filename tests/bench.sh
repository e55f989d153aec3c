#!/bin/sh
# A short run of rle127-bench kernels: every row is there, exports are what they ought to be, what
# is slower than a baseline is told, and what is wrong is refused in one line.
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
refuses 2 kernels --fail-if-slower=5%
refuses 2 kernels --csv=- --export-html=-
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
refuses 1 kernels --rounds=1 --export-markdown="$work/old" --export-html="$work/missing/x.html"
refuses 2 kernels --rounds=1 --export-html="$work/new" --csv="$work/./new"
[ ! -e "$work/new" ] || fail "an export is left behind that nothing was written to"
[ "$(cat "$work/old")" = "an old report" ] || fail "an old report is lost"
# Each page of a byte takes three of memory's own, which for so many is thrice what there is.
printf 'P4\n1 1\n\200' >"$work/dot.pbm"
if [ -r /proc/meminfo ]; then
    memory_kb=$(awk '/^MemTotal:/ { print $2 }' /proc/meminfo)
    refuses 1 kernels --rounds=1 --set-mb=$((memory_kb / 4000000 + 1)) "$work/dot.pbm"
fi
"$bench" kernels --help >"$work/help"
for option in --set-mb= --export-html= --baseline= --json=; do
    grep -q -e "$option" "$work/help" || fail "kernels --help: no $option"
done

# Rows of 9 pixels whose padding bits are set, and the drawn pages, with all codecs.
"$bench" kernels --list --set-mb=1000000000 >"$work/rows"
grep -q '^rle127 scalar$' "$work/rows"
page="$work/a \"b\", c.pbm"
printf 'P4\n9 2\n\377\377\0\377' >"$page"
cp "$work/old" "$work/csv"
"$bench" kernels --rounds=2 --csv="$work/csv" "$page" >"$work/table"
"$bench" kernels --rounds=1 --set-mb=1 >"$work/drawn"
# How often a table has a row of this name: behind it stands a figure, or a sign that there is none.
count_rows() {
    awk -v name="  $2" 'substr($0, 1, length(name)) == name &&
        substr($0, length(name) + 1) ~ /^ +(-|[0-9.]+) / { n++ } END { print n + 0 }' "$1"
}
while IFS= read -r row; do
    [ "$(count_rows "$work/table" "$row")" = 3 ] || fail "table: $row"
    [ "$(count_rows "$work/drawn" "$row")" = 6 ] || fail "drawn pages: $row"
done <"$work/rows"

"$bench" kernels --rounds=1 -T 1 --only=scalar --summary "$page" >"$work/summary"
[ "$(count_rows "$work/summary" "rle127 scalar")" = 1 ] || fail "summary: $(cat "$work/summary")"

# Without quoted texts, a line has as many columns as its first line has names.
sed -E 's/"([^"]|"")*"//g' "$work/csv" |
    awk -F, 'NR == 1 { n = NF } NF != n { exit 1 } END { print NR, n }' >"$work/shape" ||
    fail "CSV: $(cat "$work/csv")"
[ "$(cut -d ' ' -f 1 "$work/shape")" = $((1 + 4 * $(wc -l <"$work/rows"))) ] || fail "CSV lines"
has_column() {
    head -n 1 "$1" | tr , '\n' | grep -qx "$2"
}
for name in workload kind pages packed_bytes row level threads direction coded_bytes ratio \
    gb_per_second median_gb_per_second times_memcpy us_per_call ns_a_run samples median_seconds \
    min_seconds version cpu command; do
    has_column "$work/csv" $name || fail "CSV: no $name: $(head -n 1 "$work/csv")"
done
# What was not measured has no figure: LZ4 was not chosen.
"$bench" kernels --rounds=1 -T 1 --only=scalar --export-csv=- "$page" >"$work/stdout"
[ "$(wc -l <"$work/stdout")" = 9 ] || fail "CSV alone: $(cat "$work/stdout")"
! grep -qx LZ4 "$work/rows" || has_column "$work/csv" times_lz4 || fail "CSV: no times_lz4"
! has_column "$work/stdout" times_lz4 || fail "times LZ4, which was not measured"

# A page that is named twice is measured once; HTML has the charts.
"$bench" kernels --rounds=1 -T 1 --only=scalar --export-markdown=- --export-html="$work/html" \
    "$page" "$page" >"$work/markdown"
[ "$(grep -c '^| rle127 scalar ' "$work/markdown")" = 3 ] || fail "twice: $(cat "$work/markdown")"
for chart in kernels-encode kernels-decode; do
    grep -q "$chart" "$work/html" || fail "HTML: no $chart"
done

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
refuses 1 kernels --baseline="$work/old" --csv="$work/new"
[ ! -e "$work/new" ] || fail "an export is left behind that nothing was written to"
[ "$(cat "$work/old")" = "an old report" ] || fail "an old report is lost"
"$bench" kernels --rounds=6 --only=scalar -T 1 --json=- "$page" >"$work/json"
if command -v python3 >/dev/null; then
    python3 - "$work/json" "$page" "$work/fast" "$work/slow" <<'END'
import copy, json, os, shlex, sys
report = json.load(open(sys.argv[1]))
section, = report["sections"]
measurements = section["measurements"]
facts = [one["facts"] for one in measurements]
assert section["kind"] == "kernels" and section["settings"]["rounds"] == 6, section["settings"]
assert [(fact["workload"], fact["kind"], fact["row"], fact["direction"]) for fact in facts] == [
    (workload, kind, row, direction)
    for workload, kind in ((os.path.basename(sys.argv[2]), "page"), ("call 400x300", "calls"))
    for row in ("memcpy", "rle127 scalar") for direction in ("encode", "decode")], facts
assert len({one["name"] for one in measurements}) == len(measurements)
assert shlex.split(report["command"])[-2:] == ["--json=-", sys.argv[2]], report["command"]
for one, fact in zip(measurements, facts):
    seconds = one["seconds"]
    assert 0 < seconds["min"] <= seconds["median"] and len(seconds["samples"]) == 6, one
    assert min(seconds["samples"]) == seconds["min"], one
    assert 0 < fact["median_gb_per_second"] <= fact["gb_per_second"], one
    assert abs(fact["gb_per_second"] * seconds["min"] * 1e9 / fact["packed_bytes"] - 1) < 1e-6, one
    assert ("ns_a_run" in fact) == ("level" in fact) == (fact["row"] != "memcpy"), one
    assert fact["row"] != "memcpy" or fact["times_memcpy"] == 1, one
own = facts[3]
assert facts[0]["coded_bytes"] == 4 and own["coded_bytes"] == 4 + 1 + 2, own
assert (own["width"], own["height"], own["pages"], own["threads"]) == (9, 2, 1, 1), own
assert abs(own["ns_a_run"] - measurements[3]["seconds"]["median"] * 1e9 / 3) < 1e-3, own
assert [row[0] for row in section["tables"][-1]["rows"]] == ["memcpy", "rle127 scalar"]
assert len(section["answers"]) == 2, section["answers"]
for path, factor in (sys.argv[3], 0.001), (sys.argv[4], 1000):
    other = copy.deepcopy(report)
    for one in other["sections"][0]["measurements"]:
        for name in "median", "low", "high":
            one["seconds"][name] *= factor
    json.dump(other, open(path, "w"))
END
    # With runs enough for intervals, baselines of a thousandth and of a thousand times the time: slower, and not.
    for case in fast:5 slow:0; do
        code=0
        "$bench" kernels --rounds=6 --only=scalar -T 1 --baseline="$work/${case%:*}" \
            --fail-if-slower=5% "$page" >"$work/table" 2>"$work/err" || code=$?
        [ $code = "${case#*:}" ] || fail "baseline $case: exit $code: $(cat "$work/err")"
        grep -q '^How does this run compare with an earlier one?$' "$work/table" || fail "$case: $(cat "$work/table")"
    done
fi
echo "rle127-bench: $(wc -l <"$work/rows") rows; tables, CSV, Markdown, HTML, JSON; baselines"
