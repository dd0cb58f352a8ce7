#!/bin/bash
# Who is silent is told, once, and once more when it is back; the receiver's own silence is nobody's.
# Beside the others.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/recv-lib.sh"
prepare_receiver 'silence_seconds = 6'
receiver
chatter() { while sleep 1; do machine 2 "set late -$((SECONDS % 30))" beat; done; }
told_of() { [ "$(grep -c "\"alert\":\"$1\",.*\"PC-$2\"" "$work/alerts")" = "${3:-1}" ]; }
since() { echo $(($(date +%s%3N) - $1)); }

start chatter chatter
machine 1 'add 5' beat >/dev/null; begun=$(date +%s%3N)
sleep 5
ok "a machine that was heard five seconds ago is not silent after six" told_of silent 1 0
ok "after six seconds it is" until_true 4 told_of silent 1
ok "which is noticed within a second" test "$(since "$begun")" -lt 8000
sleep 3
ok "its silence is told once" told_of silent 1
machine 1 'add 7' beat >/dev/null
ok "that it is back is told, with how long it was away" grep -qE 'PC-1 speaks again, after [0-9]+ seconds of silence' "$work/alerts"
ok "who speaks all the time is never silent" told_of silent 2 0
machine 3 'add 5' beat ending beat >/dev/null
ok "who was stopped is told in other words" until_true 9 told_of stopped 3
ok "and not as silent" told_of silent 3 0
says "people see who is silent" "PC-1  silent" bash -c "sleep 5; '$B/confide-receive' --config '$work/receive.conf' --machines"

machine 4 beat >/dev/null
kill -STOP "$(cat "$work/receiver.pid")"; sleep 7; kill -CONT "$(cat "$work/receiver.pid")"; sleep 2
ok "a receiver that was stopped itself calls nobody silent for that" told_of silent 4 0
ok "but does when it has listened long enough" until_true 8 told_of silent 4

machine 5 beat >/dev/null
stop receiver; sleep 7; receiver; sleep 3
ok "the receiver's own downtime is nobody's silence" told_of silent 5 0
ok "after it the machine has the whole time again, and no more" until_true 8 told_of silent 5
ok "what was silent before is not told again" told_of silent 4

machine 6 beat >/dev/null; sleep 4
kill -KILL "$(cat "$work/receiver.pid")"; wait 2>/dev/null "$(cat "$work/receiver.pid")"; receiver
ok "a receiver that is killed and back at once still notices" until_true 9 told_of silent 6
stop chatter

forget() { sed -i '/^silence/d' "$work/receive.conf"; }
forget; : >"$work/alerts"
if command -v faketime >/dev/null; then
    stop receiver; sed -i '/^tolerance/d' "$work/receive.conf"; sed -i '/^run/a tolerance = 3600' "$work/receive.conf"
    B=$B faketime -f '+0s x20' "$B/confide-receive" --config "$work/receive.conf" --foreground --print 2>"$work/receiver.log" >>"$work/alerts" &
    echo $! >"$work/receiver.pid"
    until_true 10 listens
    pgrep -P "$(cat "$work/receiver.pid")" >"$work/inner" && mv "$work/inner" "$work/receiver.pid" # faketime waits for its child
    url=https://localhost:$(sed -n 's/.*port \([0-9]*\)$/\1/p' "$work/receiver.log" | tail -1)/
    machine 7 beat >/dev/null; begun=$(date +%s%3N)
    ok "with nothing set it is ten minutes" until_true 45 told_of silent 7
    took=$(since "$begun")
    ok "and not less (${took} ms at twenty times the pace)" test "$took" -ge 29000 -a "$took" -lt 36000
fi
finish
