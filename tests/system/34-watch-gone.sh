#!/bin/bash
# When nobody watches any more and nobody says so, the judge does: an eye killed together with its deadman, one that hangs, one that never came. And
# what a second eye would count twice is not counted. The eyes here only say how they are (fake-eye).
. "$(dirname "$0")/lib.sh"
command -v jq >/dev/null || { skip "nobody watches in silence" "needs jq"; finish; }

# judge NAME [LINE...]: a judge with a folder of its own; LINEs are its [watch].
judge() {
    local at=$work/$1; shift
    mkdir -p "$at"/{run,spool,context}; mkdir -p -m 700 "$at/state"
    { echo '[watch]'; printf '%s\n' "$@"
      printf '[paths]\nstaff = %s/staff.csv\ncontext = %s/context\nregister = %s/register\nwords = %s/words\n' "$at" "$at" "$at" "$at"
      printf 'state = %s/state\nspool = %s/spool\nrun = %s/run\n' "$at" "$at" "$at"; } >"$at/confide.conf"
    printf 'login,name,kind\nmaya,Maya Chen,person\n' >"$at/staff.csv"
    start "$(basename "$at")" "$B/confided" --config "$at/confide.conf" --foreground
    until_true 5 grep -q ready "$at.log"
}
ctl()      { local at=$work/$1; shift; "$B/confidectl" --config "$at/confide.conf" "$@"; }
silences() { ctl "$1" events --json --limit 1000 2>/dev/null | jq -rc 'select(.action == "silent" and .source == "agent") | .reason'; }
silent()   { [ "$(silences "$1" | wc -l)" = "$2" ]; }
cases()    { ctl "$1" cases --json 2>/dev/null | jq -rc '.rules[]'; }
eye()      { local name=$1 at=$2; shift 2; start "$name" "$top/tests/system/fake-eye" "$work/$at/run" "$@"; }
dies()     { { kill -KILL "$(cat "$work/$1.pid")"; wait "$(cat "$work/$1.pid")"; rm "$work/$1.pid"; } 2>/dev/null; }
watching() { [ "$(ctl "$1" status --json 2>/dev/null | jq -r .watch)" = "$2" ]; }
fed()      { printf '{"time":"%s",%s}\n' "$(date -u +%FT%TZ)" "$1" | timeout 5 "$B/drivers/feed" --quiet "$work/one/run" source.sock; }

judge one "records = $work/records/{patient}/..."
judge never "records = $work/records/{patient}/..."; never_began=$SECONDS
judge idle
ok "before an eye came, nobody watches" watching one away

# ---- an eye that is well
now=$(date +%s%3N)
eye first one events=34567 events_per_s=12 wait_p50_us=21 wait_p99_us=88 wait_worst_us=4200 folders=1234 folders_told=12 marks=1240 unseen=2 \
    unseen_from_ms=$((now - 9000)) unseen_until_ms=$((now - 4000)) inventory_done=412000 inventory_total=1000000
ok "an eye that says how it is, is watching" until_true 5 watching one connected
ok "status gives its numbers as JSON" eval 'ctl one status --json | jq -e ".watch_events_per_s == 12 and .watch_wait_p50_us == 21 and .watch_wait_p99_us == 88 and
    .watch_wait_worst_us == 4200 and .watch_folders == 1234 and .watch_folders_told == 12 and .watch_marks == 1240 and .watch_unseen == 2 and
    .inventory_done == 412000 and .inventory_total == 1000000 and .inventory_ended == \"\" and .watch_unseen_from != \"\""'
ctl one status >"$work/card"
for text in "12 events a second, 34,567 since" "half within 21 us, 99 of 100 within 88 us, worst 4.2 ms" "1,234 folders by 1,240 marks; in 12 of them" \
    "2 windows since its start" "412,000 of 1,000,000 files so far"; do
    ok "and in words: $text" grep -qF "$text" "$work/card"
done
ok "the staff list and the notes stand there as before" grep -q 'no endpoint is configured' "$work/card"

# ---- a second one
eye second one
ok "a second eye is turned away" until_true 5 grep -q 'turned away' "$work/second.log"
ok "again and again" until_true 5 eval '[ "$(grep -c "turned away" "$work/second.log")" -gt 3 ]'
ok "which is said once, with its remedy" test "$(grep -c 'a second confide-watch.*End one of them' "$work/one.log")" = 1
ok "the first one is not disturbed" test ! -s "$work/first.log"
dies first
ok "when the first dies the second watches" until_true 5 eval '[ "$(ctl one status --json | jq .watch_marks)" = 0 ] && watching one connected'
ok "that the first one ended without a word is told" until_true 14 silent one 1
ok "with the time in which nobody may have watched" eval 'grep -q "was started again" <<<"$(silences one)" && ctl one events --json | grep -q "\"evidence\":\"from=20.*Z until=20.*Z\""'

# ---- killed with its deadman
dies second
ok "an eye that is gone is away" until_true 3 watching one away
sleep 8
ok "for ten seconds it may come back" silent one 1
ok "then its silence is told" until_true 6 silent one 2
ok "as what it is" grep -q 'went away without a word' <<<"$(silences one)"
ok "and is a case" until_true 5 eval 'cases one | grep -qx silent'
ok "status tells the age of what it said" eval 'ctl one status | grep -qE "^seeing +[0-9.]+ seconds ago: 0 events"'

# ---- stopped as it should be
eye third one; until_true 5 watching one connected
stop third
eye third one; until_true 5 watching one connected
ok "a restart that was told is told as a stop, once" test "$(ctl one events --json --limit 1000 | grep -c '"action":"stopped"')" = 1
stop third
sleep 12
ok "one that said that it stops is not told again" silent one 2

# ---- its deadman speaks for it
eye fourth one; until_true 5 watching one connected
dies fourth
ok "a deadman says what happened" fed '"kind":"integrity","action":"stopped","source":"agent","reason":"killed or crashed"'
sleep 12
ok "then there was no silence" silent one 2

# ---- it stays and says nothing
eye fifth one; until_true 5 watching one connected
kill -USR1 "$(cat "$work/fifth.pid")"
ok "an eye that is connected and says nothing is silent" until_true 13 watching one silent
ok "and that is told" until_true 3 silent one 3
ok "as what it is" grep -q 'says nothing any more' <<<"$(silences one)"
eye sixth one
ok "another one takes its place" until_true 5 watching one connected
stop sixth; stop fifth

# ---- the judge's own stops and starts are nobody's silence
judge two "records = $work/records/{patient}/..."
eye seventh two; until_true 5 watching two connected
stop two; judge two "records = $work/records/{patient}/..."
ok "after the judge's restart the eye is there again" until_true 5 watching two connected
kill -STOP "$(cat "$work/two.pid")"; sleep 12; kill -CONT "$(cat "$work/two.pid")"; sleep 2
ok "a judge that hung takes nobody's silence for his own" silent two 0
ok "and the eye is there" watching two connected

# ---- nonsense
python3 - "$work/two/run/source.sock" "$work/two/run/pam.sock" >"$work/out" <<'PY'
import socket, struct, sys
def says(path, body, size=None):
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET); sock.settimeout(5); sock.connect(path)
    sock.send(struct.pack("=IHHIIQ", 0x31444643, 1, 13, len(body), 0, 0) + body)
    try:
        return len(sock.recv(100))
    except (ConnectionResetError, socket.timeout) as what:
        return what
print([says(sys.argv[1], b""), says(sys.argv[1], b"\xff" * 88), says(sys.argv[1], b"\0" * 89), says(sys.argv[2], b"\0" * 88)])
PY
ok "a state that is too short, odd, too long or at the wrong door ends its connection" grep -qx '\[0, 0, 0, 0\]' "$work/out"
ok "and no other" watching two connected

# ---- never one
while [ $((SECONDS - never_began)) -lt 55 ]; do sleep 1; done
ok "where none ever came that is told after a minute" until_true 12 silent never 1
ok "with its remedy" grep -q 'systemctl start confide-watch' <<<"$(silences never)"
ok "where no records are configured nobody is missed" silent idle 0
sleep 3
ok "it is told once" silent never 1
finish
