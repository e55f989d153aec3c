#!/bin/sh
# Watches the system calls of --durable=each and --durable=batch. Of each output all bytes must be
# on the disk (fsync) before it gets its name, the name before the journal tells of it (fsync of the
# directory, and of the one that this is in), and the journal's line before the end (fdatasync). A
# file whose fsync fails never gets its name.
#
#   durable_order.sh RLE127
#
# Exit: 77 where strace is missing or may not trace.
set -u
rle127=$(realpath "$1")
work=$(realpath "$(mktemp -d)")
trap 'rm -rf "$work"' EXIT
# shellcheck source=tests/faults.sh
. "$(dirname "$0")/faults.sh"
require_strace
cd "$work" || exit 1
mkdir -p in/a in/b
printf 'P4\n20 3\n\001\002\003\004\005\006\007\010\011' >in/a/x.pbm
printf 'P4\n16 3\n\001\002\003\004\005\006' >in/a/y.pbm
printf 'P4\n8 3\n\001\002\003' >in/b/z.pbm
calls=write,pwrite64,fsync,fdatasync,linkat,renameat,renameat2

complain() {
    n_wrong=$((n_wrong + 1))
    echo "$1"
}

# A call counts from the line where it begins to the one where it has ended. Files without a name
# are known by the number that strace shows for their path.
check_order() {
    awk -v work="$work" '
        function complain(text) { print text; n_wrong++ }
        function path_of(text, n,    part) {
            for (; n > 0; n--) {
                part = substr(text, index(text, "<") + 1)
                text = substr(part, index(part, ">") + 1)
            }
            return substr(part, 1, index(part, ">") - 1)
        }
        function take(begin, end, text,    call, file, name) {
            call = substr(text, 1, index(text, "(") - 1)
            if (text !~ / = [0-9]+$/)
                return
            if (call == "write" || call == "pwrite64" || call ~ /^f(data)?sync$/) {
                file = path_of(text, 1)
                if (file == work "/j" && call == "write") {
                    journal_begin = begin
                    journal = journal text
                }
                last_begin[call, file] = begin
                last_end[call, file] = end
                if (call == "fsync")
                    syncs[file] = syncs[file] " " begin ":" end
                return
            }
            split(text, part, "\"")
            if (call == "linkat") {
                file = path_of(text, 1)
                name = path_of(text, 2) "/" part[4]
            } else {
                file = origin[path_of(text, 1) "/" part[2]]
                name = path_of(text, 2) "/" part[4]
            }
            origin[name] = file
            named_begin[name] = begin
            named_end[name] = end
        }
        function is_synced_between(file, from, to,    n, i, sync, at) {
            n = split(syncs[file], sync, " ")
            for (i = 1; i <= n; i++) {
                split(sync[i], at, ":")
                if (at[1] > from && at[2] < to)
                    return 1
            }
            return 0
        }
        {
            pid = $1
            sub(/^[0-9]+ +/, "")
        }
        / <unfinished \.\.\.>$/ {
            begun[pid] = NR
            sub(/ <unfinished \.\.\.>$/, "")
            start[pid] = $0
            next
        }
        /^<\.\.\. / {
            sub(/^<\.\.\. [a-z_0-9]+ resumed>/, "")
            take(begun[pid], NR, start[pid] $0)
            next
        }
        /^[a-z_0-9]+\(/ { sub(/ \([A-Z].*\)$/, ""); gsub(/ += /, " = "); take(NR, NR, $0) }
        END {
            for (i = split("a/x a/y b/z", names, " "); i; i--) {
                name = work "/out/" names[i] ".rle"
                directory = work "/out/" substr(names[i], 1, 1)
                file = origin[name]
                if (!file)
                    complain(name " was not named")
                else if (!last_end["write", file] ||
                         !is_synced_between(file, last_end["write", file], named_begin[name]))
                    complain(name " was named before it was synced")
                if (!is_synced_between(directory, named_end[name], journal_begin) ||
                    !is_synced_between(work "/out", 0, journal_begin))
                    complain(name " was told of before its directory was synced")
                if (!index(journal, "out/" names[i] ".rle"))
                    complain("the journal lacks " name)
            }
            if (last_begin["fdatasync", work "/j"] <= last_end["write", work "/j"])
                complain("the journal was not synced")
            exit n_wrong != 0
        }' trace
}

watch() {
    n_runs=$((n_runs + 1))
    rm -f j
    if ! strace -f -q -y -s 2000 -o trace -e trace=$calls "$rle127" "$@" -q --journal=j \
        -O out in 2>err; then
        complain "$*: $(head -n 1 err)"
    fi
    check_order || complain "$*: see above"
}

# Of a file the first sync is its own.
fail_sync() {
    n_runs=$((n_runs + 1))
    rm -rf out
    strace -f -q -o trace -e trace=fsync,linkat -e inject=fsync:error=EIO:when=1 \
        "$rle127" "$@" -q -O out in 2>err
    code=$?
    [ "$code:$(grep -c . err)" = 3:1 ] || complain "$*, failed sync: exit $code, $(cat err)"
    [ ! -e out/a/x.rle ] || complain "$*, failed sync: the output has its name"
    [ "$(grep -c '^[0-9]* *fsync.*INJECTED' trace)" = 1 ] || complain "$*: the sync was not hit"
}

if ! "$rle127" compress -q --journal=j -O out in 2>err; then
    grep -q libxxhash err || complain "$(cat err)"
    echo "no journal: only failed syncs are tried"
else
    for durable in each batch; do
        for pool in --image-pool=serial "--image-pool=process -j2"; do
            rm -rf out
            # shellcheck disable=SC2086  # words
            watch compress --durable=$durable $pool
            # shellcheck disable=SC2086  # words
            watch compress --durable=$durable $pool -f
        done
    done
fi
fail_sync compress --image-pool=serial --durable=each
fail_sync compress --image-pool=serial --durable=batch
echo "$n_runs runs, $n_wrong wrong"
[ "$n_wrong" = 0 ]
