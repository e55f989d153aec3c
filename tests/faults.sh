# What the scripts share that let system calls fail. To be sourced with $work, an empty directory.
# shellcheck shell=sh disable=SC2034,SC2154  # variables of whoever sources it

n_runs=0
n_wrong=0

# Ends the script where strace is missing or may not trace.
require_strace() {
    strace -o "$work/trace" true 2>"$work/err" && return
    echo "skipped: strace cannot be used: $(head -n 1 "$work/err")"
    exit 77
}

# What a call can be made to say. Those of the program's start are left to signals.
errors_of() {
    case $1 in
    read | pread64) echo EIO EINTR ;;
    write | pwrite64) echo ENOSPC EIO EDQUOT EFBIG EINTR ;;
    openat) echo EMFILE EACCES EIO EOPNOTSUPP EINTR ;;
    close | rename | renameat | renameat2) echo ENOSPC EIO EDQUOT ;;
    linkat) echo ENOSPC EIO EDQUOT EXDEV EPERM ;;
    mkdir | mkdirat) echo ENOSPC EROFS EDQUOT EIO ;;
    fsync | fdatasync) echo EIO ENOSPC EINTR ;;
    sync_file_range) echo EIO ENOSPC ;;
    unlinkat) echo EIO EROFS ;;
    faccessat | faccessat2) echo EROFS EACCES ;;
    getdents64) echo EIO ENOMEM ;;
    flock) echo ENOLCK EAGAIN ;;
    fstat | newfstatat | lseek | mmap) echo EIO ENOMEM ;;
    memfd_create | socketpair | fcntl) echo EMFILE ENOSYS ;;
    ftruncate) echo EFBIG EINTR ;;
    clone | clone3 | vfork) echo EAGAIN ENOMEM ;;
    sendmsg) echo EPIPE EAGAIN EINTR ;;
    recvmsg | recvfrom) echo ECONNRESET EINTR ;;
    poll) echo EINTR ENOMEM ;;
    wait4) echo EINTR ;;
    esac
}
