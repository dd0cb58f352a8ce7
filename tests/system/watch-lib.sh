# What the tests of confide-watch share, beside lib.sh: a record folder on a tmpfs of their own in a mount namespace of their own, and the
# real program on it. A script begins with PRIVATE (see 30-watch-sees.sh), so that its mounts go with it.
#
#   prepare                  $records: P1/1..9, P2/1..9, plain.txt; skips the whole test where the kernel refuses what it needs
#   eye [LINE...]            (re)starts confide-watch for $records and $work/run; LINEs are added to [watch]
#   printing [DIR...]        (re)starts confide-watch --print
#   eye_pid                  the pid of the watcher itself
#   as LOGINUID COMMAND...   runs the command as one whose login was that account
#   saw PATTERN              within 5 s the printed events hold a line that matches the extended regular expression
#   within MS COMMAND...     the command succeeds in that time
prepare() {
    [ -n "${PRIVATE:-}" ] || { skip "$1" "needs a mount namespace (CAP_SYS_ADMIN)"; finish; }
    mkdir "$work/tmpfs" "$work/run"
    mount -t tmpfs -o mode=755 tmpfs "$work/tmpfs" || { skip "$1" "may not mount a tmpfs"; finish; }
    records=$work/tmpfs/records
    mkdir -p "$records/P1" "$records/P2"
    for i in 1 2 3 4 5 6 7 8 9; do echo "of P1" >"$records/P1/$i"; echo "of P2" >"$records/P2/$i"; done
    echo plain >"$records/plain.txt"
    printing "$records"
    if ! until_true 5 grep -q 'watching' "$work/eye.log"; then
        skip "$1" "fanotify is refused here: $(head -1 "$work/eye.log")"
        finish
    fi
}

# The pid namespace's end is not ours to wait for: a watcher under test always has a time limit.
printing() { stop eye; rm -f "$work/eye.log"; start eye timeout -s KILL "${limit:-100}" "$B/confide-watch" --print "$@"; until_true 5 grep -qE 'watching|: ' "$work/eye.log"; }

settings() {
    printf '[watch]\nrecords = %s/{patient}/...\n' "$records"
    printf '%s\n' "$@"
    printf '[paths]\nrun = %s/run\nstate = %s/state\nspool = %s/spool\ninventory = %s/inventory\n' "$work" "$work" "$work" "$work"
}

eye() {
    stop eye; rm -f "$work/eye.log"
    settings "$@" >"$work/confide.conf"
    start eye timeout -s KILL "${limit:-100}" "$B/confide-watch" --foreground --config "$work/confide.conf"
    until_true 5 grep -q 'watching' "$work/eye.log"
}

eye_pid() { pgrep -P "$(cat "$work/eye.pid")" -x confide-watch; }

may_log_in() { (echo 1 >/proc/self/loginuid) 2>/dev/null; }
as() { (echo "$1" >/proc/self/loginuid && shift && exec "$@"); }

saw() { until_true 5 grep -qE -- "$1" "$work/eye.log" || { grep '^{' "$work/eye.log" | tail -5; return 1; }; }

within() {
    local most=$1 began=$(date +%s%3N) took; shift
    "$@" || return 1
    took=$(($(date +%s%3N) - began))
    echo "took $took ms"
    [ "$took" -le "$most" ]
}

exits() { local want=$1 code=0; shift; "$@" || code=$?; echo "exit $code"; [ "$code" = "$want" ]; }

cleanup() {
    local f
    for f in "$work"/*.pid; do [ -e "$f" ] && stop "$(basename "$f" .pid)"; done
    while umount -l "$work/tmpfs" 2>/dev/null; do :; done
    rm -rf "$work"
}
