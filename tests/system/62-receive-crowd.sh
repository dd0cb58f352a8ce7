#!/bin/bash
# One machine that sends without end fills its own share of the receiver's room and no more: it alone is turned away, told of once.
# Beside the others.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/recv-lib.sh"
prepare_receiver 'max_mib = 64' 'machine_mib = 1' 'silence_seconds = 6'
receiver
statuses() { cut -c1-3 "$work/answers" | sort | uniq -c | awk '{printf "%s:%s ", $2, $1}'; }
flood()    { local n; for n in $(seq "$1" "$2"); do echo "add 1"; printf 'report C-%016x %s\n' "$n" "$3"; done; }
size()     { du -k --apparent-size "$work/state/receive.db" | cut -f1; }
machine 2 "$(flood 1 600 1)" >"$work/answers"
ok "who sends without end is turned away ($(statuses))" grep -q '^503 {"error":"too much of this machine today"}' "$work/answers"
ok "not before it has filled a quarter of its share" test "$(grep -c '^200' "$work/answers")" -ge 80
ok "the database grew by little more than that share ($(size) KiB)" test "$(size)" -lt 2048
ok "people are told once, and who it was" found too-much
ok "its heartbeats are turned away too" grep -q '^503' <(machine 2 'add 700' beat)
ok "an id that came before with another body is still found out" grep -q '^422' <(machine 2 'add 1' 'report C-0000000000000001 1')
machine 1 'add 1' beat 'report C-1111111111111111 1' >"$work/answers"
ok "the machine beside it is kept as ever" test "$(grep -c '^200' "$work/answers")" = 2
cp "$work/machines" "$work/machines.old"; sort -r "$work/machines.old" >"$work/machines"; kill -HUP "$(cat "$work/receiver.pid")"; sleep 1
ok "a new list of machines begins nobody's day anew" grep -q '^503' <(machine 2 'add 700' beat)
ok "and gives nobody another's share" grep -q '^200' <(machine 1 'add 5' beat)
for _ in $(seq 8); do machine 2 'add 700' beat >/dev/null; sleep 1; done
ok "who is turned away is not called silent" test "$(grep -c '"alert":"silent".*PC-2' "$work/alerts")" = 0
ok "and still told of once" test "$(told too-much)" = 1
stop receiver

# What is no case costs its id and its hash.
rm "$work"/state/*; receiver
machine 3 "$(flood 1 40 '1 confide.case.merged')" >"$work/answers"
ok "messages of a later version are answered" test "$(grep -c '^200' "$work/answers")" = 40
stop receiver
ok "but their bodies are not kept" test "$(python3 -c "import sqlite3; print(*sqlite3.connect('$work/state/receive.db').execute('select count(*), count(body) from message').fetchone())")" = "40 0"
finish
