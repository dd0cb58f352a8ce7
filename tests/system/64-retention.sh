#!/bin/bash
# What was kept long enough is erased, by a real agent that is started days later, and its history stays whole; nothing is erased by a clock that an
# endpoint disagrees with, nor before one was heard.
# Beside the others.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/post-lib.sh"

prepare
mkdir "$work/spool" "$work/context"; mkdir -m 700 "$work/state"
${CC:-cc} -shared -fPIC -O1 -D_GNU_SOURCE -o "$work/haste.so" "$top/tests/endurance/haste.c"
printf 'login,name,kind,role,patient\nmaya,Maya Chen,person,physiotherapist,P8\n' >"$work/staff.csv"
endpoint one
cat >"$work/confide.conf" <<CONF
[post]
endpoint = https://localhost:$port/
secret_file = $work/secret
ca_file = $work/ca/ca.pem
heartbeat = 1
[store]
keep_events_days = 3
$(places)
CONF

ctl()     { "$B/confidectl" --config "$work/confide.conf" "$@"; }
agent()   { start judge ${later:-} "$B/confided" --config "$work/confide.conf" --foreground; until_true 5 grep -q "ready" "$work/judge.log"; start voice ${later:-} "$B/confide-post" --config "$work/confide.conf" --foreground; }
halt()    { stop voice; stop judge; }
event()   { echo "{\"time\":\"$(date -u +%FT%TZ)\",\"login\":\"maya\",\"id\":\"$(printf %032d "$1")\",$2}"; }
stored()  { ctl status --json | sed -n 's/.*"events":\([0-9]*\).*/\1/p'; }
days()    { later="env LD_PRELOAD=$work/haste.so HASTE_AHEAD=$(($1 * 86400))"; }

agent
for n in $(seq 18); do event "$n" '"kind":"login","action":"open","source":"pam","service":"login","outcome":"ok"'; done |
    "$B/drivers/feed" --quiet "$work/run" pam.sock
for n in 7 8; do event "3$n" '"kind":"access","action":"read","source":"file","patient":"P'$n'","object":"/srv/records/P'$n'/notes.txt","named":"waiting"'; done |
    "$B/drivers/feed" --quiet "$work/run" source.sock
ok "18 logins and 2 looks at records are kept" test "$(stored)" = 20
halt

# ---- the clock is ahead, and the endpoint's is not
days 9
agent
says "a clock that the endpoint disagrees with is said" "clock" eval 'until_true 20 grep -q "clock is wrong" "$work/judge.log"; ctl status'
sleep 3
ok "and nothing is erased by it" test "$(stored)" = 20
halt
stop one
agent
sleep 4
ok "nor where the endpoint is not heard" test "$(stored)" = 20
halt

# ---- the days have passed
stop one
start one $later "$top/tests/system/endpoint" --port "$port" --cert "$work/ca/server.pem" --key "$work/ca/server.key" --secret "$work/secret" --out "$work/one" --script "$work/one.script"
until_true 5 grep -q '^listening' "$work/one.log"
agent
left() { [ "$(stored)" = "$1" ]; }
ok "what is over is erased when the endpoint's clock agrees, and what a case names stays" until_true 20 left 1
ok "the history is whole without it" eval 'ctl verify | grep -q "^whole  *yes"'
ok "and says how much was erased" eval 'ctl verify | grep -q "^erased for their age  *19$"'
halt
says "a copy of the file as well" "whole" ctl verify --db "$work/state/confide.db"
finish
