#!/bin/sh
# Lets every system call of small conversions fail, or be the last one before a signal, and looks at
# what is left: the output's name must be absent, old or complete, exit status 0 must mean complete,
# another one must mean that nothing was changed, and nothing but SIGKILL may leave a temporary, it
# neither where the file system has files without a name and no output is replaced.
#
#   system_faults.sh RLE127
#
# Exit: 77 where strace is missing or may not trace.
set -u
rle127=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# shellcheck source=tests/faults.sh
. "$(dirname "$0")/faults.sh"
require_strace

printf 'P4\n20 3\n\001\002\003\004\005\006\007\010\011' >"$work/in.pbm"
"$rle127" compress -q -o "$work/in.rle" "$work/in.pbm" || exit 1
"$rle127" decompress -q -o "$work/in.bmp" "$work/in.rle" || exit 1
"$rle127" decompress -q -o "$work/back.pbm" "$work/in.rle" || exit 1
scenarios="compress:in.pbm:in.rle decompress:in.rle:in.bmp decompress:in.rle:back.pbm"
if "$rle127" --version | grep -q '^reads:.* PNG'; then # by the decoder program
    "$rle127" decompress -q -o "$work/in.png" "$work/in.rle" || exit 1
    scenarios="$scenarios compress:in.png:in.rle"
fi
echo old >"$work/old"
mkdir "$work/dir"

# The conversion's input, its complete output, the output's name, and what was there before.
use() {
    command=$1 input=$work/$2 complete=$work/$3 output=$work/dir/out.${3#*.} before=$4
}

prepare() {
    rm -rf "$work/dir/"* "$work"/dir/.rle127-*
    [ "$before" = absent ] || cp "$work/old" "$output"
}

# What stands under the output's name now.
look() {
    if [ ! -e "$output" ]; then
        echo absent
    elif cmp -s "$output" "$complete"; then
        echo complete
    elif cmp -s "$output" "$work/old"; then
        echo old
    else
        echo partial
    fi
}

complain() {
    n_wrong=$((n_wrong + 1))
    echo "$command, $before output, $1: exit $2, output $3; $(head -n 1 "$work/err")"
}

# Runs the conversion with one injection; $2 is how it may leave temporaries.
try() {
    prepare
    strace -qq -o /dev/null -e trace=all -e "inject=$1" \
        "$rle127" "$command" -q -f -o "$output" "$input" 2>"$work/err"
    code=$?
    state=$(look)
    n_runs=$((n_runs + 1))
    ! grep -q '^strace' "$work/err" || complain "$1" $code "not injected"
    case $2:$code:$state in
    signal:*:complete | signal:*:"$before" | error:0:complete | error:[1-9]*:"$before") ;;
    *) complain "$1" $code "$state" ;;
    esac
    case $1:$before:$unnamed in
    *KILL*:absent:yes) ;; # it had no name that could be left
    *KILL* | unlinkat:*) return ;;
    esac
    for left in "$work"/dir/.rle127-*; do
        [ ! -e "$left" ] || complain "$1" $code "temporary left"
    done
}

# Every call of the conversion, as "NAME COUNT".
list_calls() {
    prepare
    strace -qq -o "$work/trace" "$rle127" "$command" -q -f -o "$output" "$input"
    unnamed=no
    ! grep -q 'O_TMPFILE.*= [0-9]' "$work/trace" || unnamed=yes
    sed -n 's/^\([a-z_0-9]*\)(.*/\1/p' "$work/trace" | sort | uniq -c | awk '{print $2, $1}'
}

for scenario in $scenarios; do
    for before in absent old; do
        # shellcheck disable=SC2046  # three words
        use $(echo "$scenario" | tr : ' ') $before
        list_calls >"$work/calls"
        while read -r name count; do
            i=1
            while [ "$i" -le "$count" ]; do
                for signal in KILL TERM; do
                    try "$name:signal=$signal:when=$i" signal
                done
                for error in $(errors_of "$name"); do
                    try "$name:error=$error:when=$i" error
                done
                i=$((i + 1))
            done
        done <"$work/calls"
    done
done
echo "$n_runs injected faults, $n_wrong wrong"
[ "$n_wrong" = 0 ]
