#!/bin/bash
# What confided has acknowledged is on disk: it is killed (SIGKILL) 200 times, at any moment, while confide-watch tells it of 10,000 records that are
# read and a stand-in for the PAM module of 10,000 logins. In the end each acknowledged event is stored, once, and the chain is whole.
. "$(dirname "$0")/lib.sh"
claim="killed 200 times, confided keeps every event that it acknowledged, once"
needs_root "$claim"
# The records lie in memory, on a file system that is gone with this mount namespace.
if [ -z "${ALONE:-}" ]; then
    unshare --mount --propagation private true 2>/dev/null || { skip "$claim" "the kernel grants no mount namespace"; finish; }
    trap - EXIT; rm -rf "$work"
    ALONE=1 exec unshare --mount --propagation private bash "$0"
fi
kills=${KILLS:-200} each=50

mount -t tmpfs -o mode=755 records /srv || { skip "$claim" "the kernel grants no file system in memory"; finish; }
install -d -m 700 "$work"/{state,spool}; mkdir -p "$work"/{run,context} /srv/P0
echo record >"/srv/P0/early.txt"
for folder in $(seq "$kills"); do
    mkdir "/srv/P$folder"
    for file in $(seq "$each"); do echo record >"/srv/P$folder/$file.txt"; done
done
cat >"$work/confide.conf" <<EOF
[watch]
records = /srv/{patient}/...
$(places inventory=inventory)
EOF
printf 'login,name,kind\nroot,Root,person\n' >"$work/staff.csv"

starts() { "$B/confided" --config "$work/confide.conf" --foreground >>"$work/confided.log" 2>&1 3>&- & echo $! >"$work/confided.pid"; }
ctl()    { "$B/confidectl" --config "$work/confide.conf" "$@"; }
# Login facts FROM to TO: the id is the number, so that each is known again.
logins() { seq -f '{"id":"%032.0f","time":"'"$(date -u +%FT%T.%3NZ)"'","kind":"login","action":"open","source":"pam","login":"root","outcome":"ok"}' "$1" "$2"; }

starts; ok "confided runs" until_true 10 test -S "$work/run/ctl.sock"
start watch timeout -k 5 280 "$B/confide-watch" --config "$work/confide.conf" --foreground
sees() { cat "/srv/P0/early.txt"; sleep 0.5; ctl events --json --limit 10 | grep -F early.txt; }
if ! until_true 5 sees; then skip "$claim" "confide-watch cannot watch here: $(tail -1 "$work/watch.log")"; finish; fi

mkfifo "$work/facts"
timeout -k 5 280 "$B/drivers/feed" "$work/run" pam.sock <"$work/facts" >"$work/acknowledged" 2>"$work/feed.log" & feed=$!; echo "$feed" >"$work/feed.pid"
exec 3>"$work/facts"
for round in $(seq "$kills"); do
    logins $(((round - 1) * each + 1)) $((round * each)) >&3
    cat "/srv/P$round"/*.txt >/dev/null & reader=$!
    sleep "0.$(printf '%03d' $((RANDOM % 120 + 3)))"
    kill -KILL "$(cat "$work/confided.pid")"
    wait "$reader" "$(cat "$work/confided.pid")" 2>/dev/null
    starts
done 2>/dev/null
exec 3>&-

stored()      { ctl events --json --limit 1000000 >"$work/events"; }
read_events() { python3 -c 'import json, sys; [print(e["object"]) for e in map(json.loads, sys.stdin) if e["source"] == "file" and e["action"] == "read" and "early" not in e["object"]]' <"$work/events"; }
all_read()    { stored && [ "$(read_events | sort -u | wc -l)" = $((kills * each)) ]; }
fact_ids()    { python3 -c 'import json, sys; [print(e["id"]) for e in map(json.loads, sys.stdin) if e["source"] == "pam"]' <"$work/events"; }
ok "each of $((kills * each)) logins is acknowledged in the end" eval 'wait "$feed" && [ "$(wc -l <"$work/acknowledged")" = $((kills * each)) ]'
rm -f "$work/feed.pid"
ok "each of $((kills * each)) records read is stored in the end" until_true 60 all_read
ok "the events can be read" stored
ok "killed $kills times, confided has each acknowledged login" eval '[ -z "$(fact_ids | sort | comm -13 - <(sort "$work/acknowledged"))" ]'
ok "no login is stored twice" eval '[ -z "$(fact_ids | sort | uniq -d)" ]'
ok "no read is stored twice" eval '[ -z "$(read_events | sort | uniq -d)" ]'
ok "the history is whole" ctl verify
finish
