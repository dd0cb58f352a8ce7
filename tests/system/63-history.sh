#!/bin/bash
# The employer is the witness: a real agent reports to a real confide-receive, somebody alters the agent's history in twelve ways, and the receiver says
# so each time, in a sentence; that the agent falls silent it says as well. An honest agent's restarts, kills and outages are never called a forgery.
# Beside the others.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/post-lib.sh"

[ -x "$B/confide-receive" ] || { skip "the receiver finds what was altered" "confide-receive is not built"; finish; }
prepare
# Certificates of yesterday: the clock will be set back.
rm -r "$work/ca"; faketime -f -1d "$top/tests/system/make-ca" "$work/ca" "Test clinic"
mkdir "$work/spool" "$work/context" "$work/receiver"; mkdir -m 700 "$work/state"
${CC:-cc} -shared -fPIC -O1 -D_GNU_SOURCE -o "$work/haste.so" "$top/tests/endurance/haste.c"
printf 'login,name,kind,role,patient\nmaya,Maya Chen,person,physiotherapist,P8\nomar,Omar Diaz,person,nurse,P700\n' >"$work/staff.csv"
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')

cat >"$work/confide.conf" <<CONF
[watch]
records = /srv/records/{patient}/...
[post]
endpoint = https://localhost:$port/
secret_file = $work/secret
ca_file = $work/ca/ca.pem
retry_base = 1
retry_cap = 1
timeout = 20
heartbeat = 1
$(places)
CONF
cat >"$work/receive.conf" <<CONF
[receive]
listen = 127.0.0.1:$port
certificate = $work/ca/server.pem
key = $work/ca/server.key
secret_file = $work/secret
machines = $work/machines
database = $work/receiver/receive.db
run = $work/receiver
silence_seconds = ${silence:-600}
CONF

ctl()       { "$B/confidectl" --config "$work/confide.conf" "$@"; }
agent()     { since=$(date -u +%FT%T.%3NZ); start judge ${clock:-} "$B/confided" --config "$work/confide.conf" --foreground; until_true 5 grep -q "ready" "$work/judge.log"; start voice ${clock:-} "$B/confide-post" --config "$work/confide.conf" --foreground; }
halt()      { stop voice; stop judge; }
receiver()  { start receiver "$B/confide-receive" --config "$work/receive.conf" --foreground --print; until_true 5 "$B/confide-receive" --config "$work/receive.conf" --machines; }
event()     { echo "{\"time\":\"$(date -u -d "${ago:-now}" +%FT%TZ)\",\"kind\":\"access\",\"action\":\"$1\",\"login\":\"$2\",\"patient\":\"P$3\",\"object\":\"/srv/records/P$3/${4:-notes}.txt\",\"source\":\"file\",\"named\":\"waiting\"}"; }
feed()      { "$B/drivers/feed" --quiet "$work/run" source.sock; }
machines()  { "$B/confide-receive" --config "$work/receive.conf" --machines --json; }
was_heard() { [[ $(machines | sed -n 's/.*"heard": *"\([^"]*\)".*/\1/p' | head -1) > $since ]]; }
anchor()    { machines | sed -n 's/.*"anchor": *"*\([0-9]*\).*/\1/p' | head -1; }
seq_now()   { ctl status --json | sed -n 's/.*"chain_seq":\([0-9]*\).*/\1/p'; }
# Heard since it was last started, and believed to its last entry.
is_held()   { local held; held=$(anchor); was_heard && [ "${held:-0}" -ge "$(seq_now)" ]; }
# Graver than that nobody watches here, which is true.
alerts()    { grep -h '^{.*"alert"' "$work/receiver.log" | grep -vE '"alert":"(case|first-heard|unwatched|back|silent|stopped)"'; }

# ---- an honest life
: >"$work/machines"
receiver; agent
key=$(ctl status --json | sed -n 's/.*"key":"\([^"]*\)".*/\1/p')
refused() { grep -q 'not know\|unknown' "$work/receiver.log"; }
ok "a machine that is not listed is refused, and told of" until_true 10 refused
echo "$key front desk" >"$work/machines"; kill -HUP "$(cat "$work/receiver.pid")"
for n in $(seq 30); do event read maya "$n"; done | feed
ago="-2 days" event read omar 700 | feed
for n in 1 2 3 4 5 6; do event delete maya 9 "$n"; done | feed
ok "once it is, its history is held up to its last entry" until_true 75 is_held
says "its cases are there" "severity" "$B/confide-receive" --config "$work/receive.conf" --list
case=$("$B/confide-receive" --config "$work/receive.conf" --list | grep -o 'R-[0-9]*' | head -1)
ok "somebody there looks after one" "$B/confide-receive" --config "$work/receive.conf" --acknowledge "$case" --by "Dr Lee"
halt; : >"$work/receiver.log"
agent
kill -KILL "$(cat "$work/judge.pid")"; rm "$work/judge.pid"; stop voice; agent
for n in 1 2 3; do event read maya "5$n"; done | feed
stop receiver; sleep 2; receiver
ok "after restarts, a kill and an outage it is held again" until_true 75 is_held
ok "and none of that was called a forgery" test -z "$(alerts)"
says "the agent's own check goes round" '"good":"yes"' ctl verify --json
halt; stop receiver
cp -a "$work/state" "$work/state.base"; cp -a "$work/receiver" "$work/receiver.base"

# ---- twelve ways to alter it
# finds CLAIM WORDS: the agent is started again, and the receiver's alerts hold the WORDS soon.
finds() {
    receiver; agent; event read omar 99 | feed
    heard() { alerts | grep -qE -- "$2"; }
    ok "$1" until_true 40 heard "$@"
    halt; stop receiver
    cp "$work/receiver.log" "$work/alerts.$((found = ${found:-0} + 1))"
    rm -rf "$work/state" "$work/receiver"; cp -a "$work/state.base" "$work/state"; cp -a "$work/receiver.base" "$work/receiver"
}
forged() { "$top/tests/system/forge" "$work/state/confide.db" "$1" || bad "the forger forges ($1)" /dev/null; }

forged edit;    finds "an entry that was edited" 'own history altered'
forged delete;  finds "an entry that was deleted" 'own history altered'
forged rewrite; finds "one that was edited and all hashes after it worked out anew, which no check on the machine can find" 'was changed'
forged cut;     finds "a history whose end was cut off" 'went back|was cut'
rm "$work"/state/confide.db*; finds "a database that is gone" 'begun anew|Another installation'
mkdir "$work/swap"; mv "$work"/state/confide.db* "$work/swap"; agent; event read maya 77 | feed; halt
finds "one that was put in its place" 'begun anew|Another installation'
receiver; agent; for n in $(seq 20); do event read omar "8$n"; done | feed; until_true 60 is_held; halt; stop receiver
rm -rf "$work/state"; cp -a "$work/state.base" "$work/state"
finds "a history that was set back to an earlier copy" 'went back|was cut|does not connect'
forged reorder; finds "entries that changed places" 'own history altered'
forged double;  finds "an entry that stands there twice" 'own history altered'
forged lower;   finds "counters that were lowered" 'lowered a counter'
forged anew;    finds "a chain that was begun anew" 'begun anew'
receiver; agent; until_true 40 is_held; halt; stop receiver
clock="env LD_PRELOAD=$work/haste.so HASTE_AHEAD=-240"; finds "a clock that was set back" 'was set back'
clock=
receiver
forge_message() {
    local id=H-000102030405060708090a0b body='{"type":"confide.heartbeat","data":{}}' now
    now=$(date +%s)
    curl -s -o /dev/null --cacert "$work/ca/ca.pem" -H "Content-Type: application/json" -H "webhook-id: $id" -H "webhook-timestamp: $now" -H "Idempotency-Key: \"$id\"" \
        -H "webhook-signature: v1,$(printf '%s.%s.%s' "$id" "$now" "$body" | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$(sed s/^whsec_// "$work/secret" | base64 -d | od -An -v -tx1 | tr -d ' \n')" -binary | base64) v1a,$(head -c 64 /dev/urandom | base64 -w0)" \
        --data "$body" "https://localhost:$port/"
}
forge_message
told_forged() { alerts | grep -q forged; }
ok "a message that somebody without the machine's key made" until_true 5 told_forged
stop receiver

# ---- silence
sed -i 's/^silence_seconds.*/silence_seconds = 5/' "$work/receive.conf"
silent() { grep -qE 'silent|nothing' "$work/receiver.log"; }
stopped() { grep -qE 'stopped' "$work/receiver.log"; }
receiver; agent; until_true 40 is_held
kill -KILL "$(cat "$work/judge.pid")"; rm "$work/judge.pid"
ok "an agent that was killed is missed" until_true 20 silent
stop voice; stop receiver; receiver; agent; until_true 40 is_held
kill -STOP "$(cat "$work/judge.pid")"
ok "one that is held up as well" until_true 20 silent
kill -CONT "$(cat "$work/judge.pid")"; halt; stop receiver; receiver; agent; until_true 40 is_held
stop judge
ok "one that was told to stop is told as stopped" until_true 20 stopped
stop voice; stop receiver; receiver; agent; until_true 40 is_held
stop voice
ok "one whose network is cut is missed" until_true 20 silent
halt; stop receiver
finish
