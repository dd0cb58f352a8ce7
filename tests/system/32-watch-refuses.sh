#!/bin/bash
# What confide-watch refuses, each with one line that says what to do.
[ "$(id -u)" != 0 ] || [ -n "${PRIVATE:-}" ] || ! unshare -m true 2>/dev/null || PRIVATE=1 exec unshare -m bash "$0" "$@"
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/watch-lib.sh"
watch=$B/confide-watch

mkdir -p "$work/r/P1" "$work/run"; records=$work/r
asks() { settings >"$work/confide.conf"; sed -i "$1" "$work/confide.conf"; timeout 10 "$watch" --foreground --config "$work/confide.conf"; }

if [ "$(id -u)" = 0 ]; then
    cp "$watch" "$work/confide-watch"; chmod 755 "$work/confide-watch"
    says "without root --print says what is missing" "CAP_SYS_ADMIN" \
        setpriv --reuid=1 --regid=1 --clear-groups timeout 10 "$work/confide-watch" --print "$work/r"
    ok "... and exits 3" exits 3 setpriv --reuid=1 --regid=1 --clear-groups timeout 10 "$work/confide-watch" --print "$work/r"
else
    says "without root --print says what is missing" "CAP_SYS_ADMIN" timeout 10 "$watch" --print "$work/r"
fi
says "a folder that is not there" "name a folder that is there" timeout 10 "$watch" --print "$work/none"
says "a config that is not there" "$work/none" timeout 10 "$watch" --foreground --config "$work/none"
ok "... exits 3" exits 3 timeout 10 "$watch" --foreground --config "$work/none"
ok "folders without --print are wrong usage" exits 2 timeout 10 "$watch" "$work/r"
ok "an option that does not exist is wrong usage" exits 2 timeout 10 "$watch" --prnit
says "no record folders" "no record folders are configured" asks '/^records/d'
says "a template that is none" "must be an absolute path" asks "s|^records.*|records = /srv//{patient}/...|"
says "the system's own folders" "give the records a folder of their own" asks "s|^records.*|records = /usr/{patient}/...|"
says "the agent's own folder among the records" "lies inside the record folder" asks "s|^state.*|state = $work/r/P1/state|"
ln -s "$work/r/P1" "$work/link"
says "... also by a link" "lies inside the record folder" asks "s|^run.*|run = $work/link|"
says "too few open files" "LimitNOFILE" bash -c "ulimit -n 100; timeout 10 '$watch' --print '$work/r'"
says "--help says what it does" "Sees who opens" "$watch" --help
says "--version says which" "confide-watch" "$watch" --version
finish
