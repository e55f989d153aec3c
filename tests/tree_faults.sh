#!/bin/sh
# Lets every system call of runs over a small directory fail, or be the last one before a signal,
# and looks at what is left: each output must be complete or what it was before, exit status 0 must
# mean that all are complete, another one comes with a message; a temporary may be left by SIGKILL
# alone, and only where a name is needed; and the same command once more must complete the tree.
#
#   tree_faults.sh RLE127
#
# RLE127_FAULT_SHIM names the library of fault_shim.c: for workers, see below, and for file systems
# without files that have no name. Without it these scenarios are left out.
#
# strace counts the calls of each process and thread by itself: fault N of a call befalls each that
# comes to its Nth one. Where it follows the parent alone, workers are hit by nothing but their
# parent's end. Where workers shall be hit, the shim lets each begin with calls that do nothing,
# more of them than the parent ever makes; then every worker meets the fault at the same place, and
# so does who replaces it. What is injected is what some process was seen to call, less what the
# parent calls before main() begins.
#
# A share of the faults is tried, spread over all of them; all with RLE127_LONG set.
# Exit: 77 where strace is missing or may not trace.
set -u
rle127=$(realpath "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
shim=
if [ -n "${RLE127_FAULT_SHIM:-}" ]; then # under a name without blanks
    shim=$work/shim.so
    ln -s "$RLE127_FAULT_SHIM" "$shim"
fi
# shellcheck source=tests/faults.sh
. "$(dirname "$0")/faults.sh"
require_strace
preload=''
advanced=''
share=40 # of 1000
[ -z "${RLE127_LONG:-}" ] || share=1000
n_missed=0
n_offered=0
advance=400 # more than the calls of one kind of a parent

mkdir -p "$work/in/a" "$work/in/b" "$work/now"
printf 'P4\n20 3\n\001\002\003\004\005\006\007\010\011' >"$work/in/a/x.pbm"
printf 'P4\n16 3\n\001\002\003\004\005\006' >"$work/in/a/y.pbm"
printf 'P4\n8 3\n\001\002\003' >"$work/in/b/z.pbm"
"$rle127" compress -q -O "$work/rle" "$work/in" || exit 1
"$rle127" decompress -q -O "$work/bmp" "$work/rle" || exit 1
names="a/x a/y b/z"

# What is there before a run of a scenario: nothing; outputs that are old; some of all kinds. Times
# decide what --update does.
touch -d '1 hour ago' "$work"/in/*/*
mkdir -p "$work/start.new" "$work/start.old/out/a" "$work/start.old/out/b" "$work/start.some/out/a"
for name in $names; do
    echo old >"$work/start.old/out/$name.rle"
done
cp "$work/rle/a/x.rle" "$work/start.some/out/a"
echo old >"$work/start.some/out/a/y.rle"
touch -d '2 hours ago' "$work/start.some/out/a/y.rle"

# After half a journalled run: one output that the journal has, one that it had no time for.
start_half() {
    mkdir "$work/start.half"
    cd "$work/start.half" || exit 1
    "$rle127" compress -q --image-pool=serial --journal=j -O out ../in 2>"$work/err" || return 1
    head -n 2 j >j.half && mv j.half j
    rm -r out/b
}

# A scenario: what is there before, whether it needs names for temporaries, whom faults hit (parent,
# workers or all that are there), and the command. The command that completes the tree is the same
# with $again more.
use() {
    scenario=$1 start=$2 needs_names=$3 victims=$4 again=$5
    shift 5
    words="$*"
    complete=$work/rle suffix=rle
    case $words in decompress*) complete=$work/bmp suffix=bmp ;; esac
    follow=-f
    [ "$victims" != parent ] || follow=
    prepare
    # shellcheck disable=SC2086  # words
    strace -f -q -o "$work/trace" $preload "$rle127" $words
    list_calls >"$work/calls"
}

prepare() {
    rm -rf "$work/now"
    cp -a "$work/start.$start" "$work/now"
    cd "$work/now" || exit 1
}

# Each "NAME N" for which some victim had an Nth call; not those with an N that the parent comes to
# before main() begins, nor what the shim cannot advance.
list_calls() {
    awk -v victims="$victims" '
        NR == 1 { parent = $1 }
        /rt_sigaction\(SIGXFSZ/ { is_begun = 1 }
        ($1 == parent) == (victims == "workers") && victims != "all" { next }
        match($2, /^[a-z_0-9]+\(/) {
            name = substr($2, 1, RLENGTH - 1)
            n = ++count[$1, name]
            if (!is_begun)
                n_start[name] = n
            else if (n > n_start[name] && !seen[name, n]++ &&
                     name !~ /^(exit|execve$|rt_sigreturn|getp?pid)/ &&
                     !(victims == "workers" && name ~ /^(set_robust_list|brk|poll|madvise)$/))
                print name, n
        }' "$work/trace"
}

complain() {
    n_wrong=$((n_wrong + 1))
    echo "$scenario, $1: exit $code: $2; $(head -n 1 "$work/err")"
}

# Whether a file is what it would be at the end, or what it was at the start.
is_complete() {
    cmp -s "out/$1.$suffix" "$complete/$1.$suffix"
}

is_as_before() {
    if [ -e "$work/start.$start/out/$1.$suffix" ]; then
        cmp -s "out/$1.$suffix" "$work/start.$start/out/$1.$suffix"
    else
        [ ! -e "out/$1.$suffix" ]
    fi
}

check_outputs() {
    n_complete=0
    for name in $names; do
        if is_complete "$name"; then
            n_complete=$((n_complete + 1))
        elif ! is_as_before "$name"; then
            complain "$1" "$name is partial"
        fi
    done
    [ "$code" != 0 ] || [ $n_complete = 3 ] || complain "$1" "success with $n_complete outputs"
    for left in out/.rle127-* out/a/.rle127-* out/b/.rle127-*; do
        [ -e "$left" ] || continue
        case $needs_names:$1 in
        yes:*KILL* | yes:*unlinkat:error*) ;;
        *) complain "$1" "temporary left" ;;
        esac
    done
}

# Where each thread's first write is hit, that of a message is too.
is_message_hit() {
    [ "$code:$lines" = 3:0 ] && grep -q 'write(2,' "$work/trace"
}

# What is said of an error: something; of an interrupted call nothing, as it is made again; of an
# output that cannot be written, one line, and the run ends.
check_message() {
    lines=$(grep -c . "$work/err")
    case $1:$code in
    *EINTR*:0 | *:0) ;;
    *EINTR*) complain "$1" "an interrupted call was not made again" ;;
    *:[13])
        [ "$lines" -gt 0 ] || is_message_hit || complain "$1" "nothing is said" ;;
    *) complain "$1" "no exit status of an error" ;;
    esac
    # what cannot be read fails alone
    case $scenario:$1 in
    serial:pread64:error=EIO:*)
        [ "$code:$lines:$n_complete" = 1:1:2 ] || complain "$1" "$n_complete outputs"
        ;;
    esac
    case $1:$code in
    *:0 | *'&'*) ;;
    linkat:*EXDEV* | linkat:*EPERM*) ;;
    write:* | pwrite64:* | linkat:* | rename*:* | mkdir*:* | f*sync:* | faccess*:*EROFS*)
        [ "$code:$lines" = 3:1 ] || is_message_hit || complain "$1" "$lines lines"
        ;;
    esac
}

# The same command again, undisturbed, makes the tree what it shall be.
check_completion() {
    # shellcheck disable=SC2086  # words
    "$rle127" $words $again 2>"$work/err" </dev/null
    code=$?
    case $again:$code in
    *:0 | :1) ;;
    *) complain "$1, then again" "not completed" ;;
    esac
    diff -r out "$complete" >"$work/diff" || complain "$1, then again" "$(head -n 1 "$work/diff")"
}

# Runs a scenario with injections "CALL:WHAT:when=N[&...]". That its output is read to the end waits
# for workers that strace does not follow.
try() {
    prepare
    rm -f "$work/trace"
    injections=$(echo "-e inject=$1" | sed 's/&/ -e inject=/g')
    filter=
    case $follow$1 in -f*error*) filter=--seccomp-bpf ;; esac # no signal gets through that
    traced=$(echo "$1" | tr '&' '\n' | sed 's/:.*//' | paste -sd,)
    # shellcheck disable=SC2034,SC2086  # words
    said=$(exec 2>"$work/err"
        timeout -v -k 2 30 strace -q $follow $filter -o "$work/trace" -e trace="$traced" \
            $injections $preload $advanced "$rle127" $words </dev/null
        exit $?)
    code=$?
    n_runs=$((n_runs + 1))
    if ! grep -qs 'INJECTED\|killed by\|SIGTERM' "$work/trace"; then
        n_missed=$((n_missed + 1))
    fi
    ! grep -q '^strace' "$work/err" || complain "$1" "cannot be injected"
    ! grep -q '^timeout' "$work/err" || complain "$1" "does not end"
    check_outputs "$1"
    case $1 in *:error=*) check_message "$1" ;; esac
    check_completion "$1"
}

# By a multiple that has no rhythm in common with the lists of errors.
try_share() {
    n_offered=$((n_offered + 1))
    [ $((n_offered * 613 % 1000)) -ge $share ] || try "$1"
}

try_all() {
    while read -r call n; do
        advanced=''
        if [ "$victims" = workers ]; then
            advanced="-E RLE127_FAULT_ADVANCE=$call:$advance"
            n=$((n + advance))
        fi
        for signal in KILL TERM; do
            try_share "$call:signal=$signal:when=$n"
        done
        for error in $(errors_of "$call"); do
            try_share "$call:error=$error:when=$n"
        done
    done <"$work/calls"
}

# An error on the way, and more of them when that is cleaned up; the first closes are the loader's.
try_compound() {
    advanced=''
    for first in "$@"; do
        for second in unlinkat:error=EIO close:error=EIO:when=15+; do
            try_share "$first:when=1&$second"
            try_share "$first:when=2&$second"
        done
    done
}

compress="compress -q -O out ../in"
serial="$compress --image-pool=serial"
thread="$compress --image-pool=thread -j2"
process="$compress --image-pool=process -j2"

# shellcheck disable=SC2086  # words
run_scenarios() {
    use serial new no all '' $serial
    try_all
    use threads new no all '' $thread
    try_all
    use "the parent of processes" new no parent '' $process
    try_all
    use decompress new no all '' decompress -q --image-pool=serial -O out ../rle
    try_all
    use overwrite old yes all '' $serial -f
    try_all
    try_compound renameat:error=EIO write:error=ENOSPC linkat:error=EDQUOT
    use update some yes all '' $serial --update
    try_all
}

# shellcheck disable=SC2086  # words
run_journalled_scenarios() {
    use journal new no parent --resume $process --journal=j
    try_all
    use resume half no all '' $serial --journal=j --resume
    try_all
    use each new no all --resume $serial --journal=j --durable=each
    try_all
    try_compound fsync:error=EIO fdatasync:error=EIO write:error=ENOSPC
    use batch new no parent --resume $process --journal=j --durable=batch
    try_all
}

# What needs the shim.
# shellcheck disable=SC2086  # words
run_shim_scenarios() {
    preload="-E LD_PRELOAD=$shim"
    use workers new no workers '' $process
    try_all
    use "workers that overwrite" old yes workers '' $process -f --durable=batch
    try_all
    preload="$preload -E RLE127_FAULT=tmpfile:*:EOPNOTSUPP"
    use "named temporaries" new yes all '' $serial
    try_all
    try_compound write:error=ENOSPC linkat:error=EIO renameat2:error=EIO
    use "named temporaries of workers" old yes workers '' $process -f
    try_all
}

run_scenarios
if (start_half); then
    run_journalled_scenarios
elif ! grep -q libxxhash "$work/err"; then
    cat "$work/err"
    n_wrong=1
fi
[ -z "$shim" ] || run_shim_scenarios
echo "$n_runs injected faults, of which $n_missed were not met, $n_wrong wrong"
[ "$n_wrong" = 0 ]
