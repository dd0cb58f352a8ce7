#!/bin/bash
# While confided reads large tables again, it goes on: logins are answered, events acknowledged, the last good tables used. What goes wrong meanwhile (a table that
# breaks, or changes once more, a signal, a kill) costs nothing.
. "$(dirname "$0")/lib.sh"; . "$top/tests/system/ctl-lib.sh"
clinic
rows=${ROWS:-600000}
large() { awk -v rows="$1" 'BEGIN { print "patient,from,to,login,unit,kind"; for (i = 0; i < rows; i++) printf "p%d,2026-11-%02d,,asmith,Unit %d,appointment\n", i * 7919 % 50000, i % 28 + 1, i % 9 }' >"$work/new"
          mv "$work/new" "$work/context/encounters.csv"; }
has()    { ctl status --json | grep -q "\"encounters\":$1,"; }
notes()  { ctl status --json | grep -qF -- "$1"; }
reads()  { notes "the context tables are being read"; }
begun()  { until_true 15 reads; }
rests()  { refuse reads; }
refuse() { ! "$@"; }
peak()   { sed -n 's/^VmHWM:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$(cat "$work/confided.pid")/status"; }

large "$rows"
agent
ok "confided starts with $rows encounters" until_true 30 has "$rows"

# ---- meanwhile
touch "$work/context/encounters.csv"
load() { local begun; begun=$(date +%s%3N); ctl context load --json >"$work/loaded"; echo $(($(date +%s%3N) - begun)) >"$work/took"; }
load | "$B/drivers/patience" "$work/run" >"$work/waits"; echo "# the reading took $(cat "$work/took") ms; waits: $(cat "$work/waits")"
ok "who asks for a reading is told when it is over" grep -q "\"encounters\":$rows,\"encounters_refused\":0,\"encounters_state\":\"read\"" "$work/loaded"
# Who had to wait for it would have waited nearly all of its time.
ok "no login waited for it" awk -v took="$(cat "$work/took")" '{ good = $2 < took / 2 && $5 < took / 2 } END { exit !good }' "$work/waits"
ok "nor a source, beyond the 50 ms that its events wait for each other" awk -v took="$(cat "$work/took")" '{ good = $8 < 50 + took / 2 } END { exit !good }' "$work/waits"
ok "several logged in meanwhile" awk '{ good = $11 > 2 } END { exit !good }' "$work/waits"

# ---- a change, and another while that is read
large $((rows + 1)); kill -HUP "$(cat "$work/confided.pid")"
ok "status says that tables are being read" begun
echo 'p1,2026-11-01,,asmith,,task' >>"$work/context/encounters.csv"
ok "a table that changes while it is read is read again" until_true 60 has $((rows + 2))

# ---- a table that breaks meanwhile
touch "$work/context/encounters.csv"; kill -HUP "$(cat "$work/confided.pid")"
ok "they are being read again" begun
printf '\0\377 nonsense' >"$work/context/broken"; mv "$work/context/broken" "$work/context/encounters.csv"
exits 1 "a table that broke meanwhile is a finding of load" timeout 60 "$B/confidectl" --config "$work/confide.conf" context load --json
tells "its last rows are kept" '"encounters_state":"kept"'
ok "all of them" has $((rows + 2))
ok "and status says why" notes "the last good rows stay in use"
large "$rows"
for n in 1 2 3; do { ctl context load --json >"$work/loaded.$n"; } & pids[n]=$!; done; wait "${pids[@]}"
ok "several who ask at once are all told" test "$(cat "$work"/loaded.? | grep -c "\"encounters\":$rows,")" = 3
[ -n "${SANITIZE:-}${VALGRIND:-}" ] || ok "memory stays under 200 MiB" test "$(peak)" -lt $((200 * 1024))

# ---- ends in the middle
touch "$work/context/encounters.csv"; kill -HUP "$(cat "$work/confided.pid")"
ok "again they are being read" begun
pid=$(cat "$work/confided.pid"); begun=$(date +%s%3N); kill -TERM "$pid"; wait "$pid"; code=$?; rm "$work/confided.pid"
ok "SIGTERM ends it well (in $(($(date +%s%3N) - begun)) ms)" test "$code" = 0 -a $(($(date +%s%3N) - begun)) -lt 10000
agent
ok "it starts anew" until_true 30 has "$rows"
access asmith read p1 "$work/records/p1/a" | "$B/drivers/feed" --quiet "$work/run" source.sock
touch "$work/context/encounters.csv"; kill -HUP "$(cat "$work/confided.pid")"
ok "and once more they are being read" begun
{ kill -KILL "$(cat "$work/confided.pid")"; wait "$(cat "$work/confided.pid")"; } 2>/dev/null; rm "$work/confided.pid"
agent
ok "killed in the middle it starts anew" until_true 30 has "$rows"
says "with its history whole" '"good":"yes"' ctl verify --json
finish
