# shellcheck shell=sh
# Installs what is missing, for the scripts that a newcomer starts. To be sourced; POSIX sh.
#
#     need_packages NEED...
#
# A NEED is one of
#     COMMAND:PACKAGE   a tool: PACKAGE is installed where COMMAND is not found, whoever put it there
#     PACKAGE           a library: installed where dpkg does not list it as installed
#
# Where apt-get exists (Debian, Ubuntu), all that is missing is installed in one quiet,
# non-interactive run, by sudo unless the caller is root; the package lists are fetched only if
# that fails. Where everything is there, nothing is started. Elsewhere, or without the right to
# install, one line on standard error says which packages are needed.
#
# Returns 0 if every tool is there in the end, else 1 after a message. A library that is missing
# is a message and no failure: the build says itself what it cannot do without.
# Prints nothing on standard output. Uses shell variables and functions that begin with packages_.

packages_say() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
}

# Whether one NEED is met. A system without dpkg cannot tell about libraries: taken as met there.
packages_has() {
    case $1 in
    *:*)
        command -v "${1%%:*}" >/dev/null 2>&1
        ;;
    *)
        command -v dpkg-query >/dev/null 2>&1 || return 0
        # shellcheck disable=SC2016  # dpkg-query's own variable
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
        ;;
    esac
}

# The packages of those NEEDs that are not met, each after a space.
packages_missing() {
    for packages_need in "$@"; do
        packages_has "$packages_need" || printf ' %s' "${packages_need#*:}"
    done
}

packages_apt() {
    if [ "$(id -u)" -eq 0 ]; then
        DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=120 "$@"
    else
        sudo env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=120 "$@"
    fi </dev/null
}

# One run for all; if that fails even with fresh lists, one by one, so that a package that this
# release does not have keeps none of the others away.
packages_install() {
    packages_apt install -y --no-install-recommends "$@" >/dev/null 2>&1 && return
    packages_log=$(packages_apt update 2>&1) || packages_say "apt-get update: $packages_log"
    packages_apt install -y --no-install-recommends "$@" >/dev/null 2>&1 && return
    for packages_name in "$@"; do
        packages_log=$(packages_apt install -y --no-install-recommends "$packages_name" 2>&1) ||
            packages_say "apt-get install $packages_name: $packages_log"
    done
}

packages_can_install() {
    command -v apt-get >/dev/null 2>&1 || return 1
    [ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null 2>&1
}

need_packages() {
    packages_list=$(packages_missing "$@")
    [ -n "$packages_list" ] || return 0
    if packages_can_install; then
        packages_say "installing$packages_list"
        # shellcheck disable=SC2086  # one word a package
        packages_install $packages_list
        packages_list=$(packages_missing "$@")
    fi
    [ -z "$packages_list" ] || packages_say "these packages are needed:$packages_list"
    for packages_need in "$@"; do
        case $packages_need in
        *:*) packages_has "$packages_need" || return 1 ;;
        esac
    done
}
