#!/bin/bash
# The employer is told, surely and once: real confided, confide-post and endpoints. Each endpoint hears what it should, in its own form; what waits is
# superseded; who does not answer is reminded; another is told when the first is silent; and heartbeats carry how far each holds our history.
# Beside the others.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/post-lib.sh"

prepare
# Hours later, for whatever is started then: the tests' own clock (tests/endurance/haste.c).
${CC:-cc} -shared -fPIC -O1 -D_GNU_SOURCE -o "$work/haste.so" "$top/tests/endurance/haste.c"
hours() { later="env LD_PRELOAD=$work/haste.so HASTE_AHEAD=$(($1 * 3600))"; }
mkdir "$work/spool" "$work/context"; mkdir -m 700 "$work/state"
(umask 077; echo 0123456789abcdef0123456789abcdef >"$work/routing")
printf 'login,name,kind,role,patient\nmaya,Maya Chen,person,physiotherapist,P8\nomar,Omar Diaz,person,nurse,P700\n' >"$work/staff.csv"

# listens NAME PORT OPTIONS...: an endpoint that stays at its port (0: any, then in $port).
listens() {
    local name=$1 at=$2; shift 2
    touch "$work/$name.script"
    start "$name" ${later:-} "$top/tests/system/endpoint" --port "$at" --cert "$work/ca/server.pem" --key "$work/ca/server.key" --secret "$work/secret" \
        --out "$work/$name" --script "$work/$name.script" "$@"
    until_true 5 grep -q '^listening' "$work/$name.log"
    port=$(sed -n 's|^listening on https://localhost:\([0-9]*\)/|\1|p' "$work/$name.log")
}
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
first=$(free_port) pager=$(free_port) spare=$(free_port)

settings_of_all() {
    cat <<CONF
[watch]
records = /srv/records/{patient}/...
[judge]
update_minutes = 1
[post]
endpoint = https://localhost:$first/
secret_file = $work/secret
ca_file = $work/ca/ca.pem
retry_base = 1
retry_cap = 2
timeout = 3
[post pager]
endpoint = https://localhost:$pager/
format = pagerduty
least_severity = 3
secret_file = $work/routing
ca_file = $work/ca/ca.pem
[post spare]
endpoint = https://localhost:$spare/
when = first-silent
secret_file = $work/secret
ca_file = $work/ca/ca.pem
$(places)
CONF
}
settings_of_all >"$work/confide.conf"
ctl()    { "$B/confidectl" --config "$work/confide.conf" "$@"; }
judge()  { start judge ${later:-} "$B/confided" --config "$work/confide.conf" --foreground; until_true 5 grep -q "ready" "$work/judge.log"; }
voice()  { start voice ${later:-} "$B/confide-post" --config "$work/confide.conf" --foreground; }
agent()  { judge; voice; }
halt()   { stop voice; stop judge; }
event()  { echo "{\"time\":\"$(${later:-} date -u -d "${ago:-now}" +%FT%TZ)\",\"kind\":\"access\",\"action\":\"$1\",\"login\":\"$2\",\"patient\":\"P$3\",\"object\":\"/srv/records/P$3/${4:-notes}.txt\",\"source\":\"file\",\"named\":\"waiting\"}"; }
feed()   { "$B/drivers/feed" --quiet "$work/run" source.sock; }
state_of() { sqlite3 "file:$work/state/confide.db?immutable=1" "SELECT $1" 2>/dev/null; }
ids()    { sed -n 's/^Idempotency-Key: "\(.*\)"$/\1/p' "$work/$1"/*.headers 2>/dev/null | sort; }
told()   { ids "$1" | grep -qE -- "$2"; }
hearts() { cat "$work/$1/heartbeats" 2>/dev/null | wc -l; }
field()  { python3 -c 'import json, sys; value = json.load(open(sys.argv[1])); [value := value[name] for name in sys.argv[2].split(".")]; print(value)' "$1" "$2"; }
latest() { grep -l "Idempotency-Key: \"$2" "$work/$1"/*.headers | head -1 | sed 's/headers$/json/'; }

# ---- each in its own form
listens one "$first"; listens page "$pager" --authorization "" --type application/json; listens spare "$spare"
agent
ago="-2 days" event read omar 700 | feed
ok "the first endpoint is told of a case" until_true 10 told one '^C-.*-v1$'
case=$(ids one | grep '^C-' | head -1 | sed 's/-v1$//')
refuses "and one that hears only of graver ones is not" told page "$case"
for n in 1 2 3 4 5 6; do event delete maya 9 "$n"; done | feed
ok "it is told of one that is grave enough" until_true 10 told page '^C-.*-v1_pager$'
grave=$(ids page | head -1 | sed 's/-v1_pager$//')
body=$(latest page "$grave-v1_pager")
ok "in PagerDuty's form, with its key put in at the door" test "$(field "$body" routing_key)" = 0123456789abcdef0123456789abcdef
ok "under the case's own key, so that it stays one incident" test "$(field "$body" dedup_key)" = "$grave"
ok "the one that stands in has heard nothing" test "$(received spare)" = 0
ok "status names each endpoint" eval 'ctl status | grep -q "post: well" && ctl status | grep -q "pager: well"'

# ---- heartbeats
ok "a heartbeat came with the start" test "$(hearts one)" -ge 1
ok "and one at once after what is grave" until_true 10 test "$(hearts one)" -ge 2
ok "none to a form that knows none" test "$(hearts page)" = 0
stop judge
ok "and the last one when it is told to stop" until_true 5 grep -q . <(tail -n +3 "$work/one/heartbeats")
key=$("$B/confided" --version >/dev/null; judge; ctl status --json | sed -n 's/.*"key":"whpk_\([^"]*\)".*/\1/p')
{ printf '\060\052\060\005\006\003\053\145\160\003\041\000'; base64 -d <<<"$key"; } >"$work/key.der"
vouches() {
    { printf '%s.%s.' "$(header "${1%.json}.headers" webhook-id)" "$(header "${1%.json}.headers" webhook-timestamp)"; cat "$1"; } >"$work/said-so"
    header "${1%.json}.headers" webhook-signature | tr ' ' '\n' | sed -n 's/^v1a,//p' | base64 -d >"$work/signature"
    openssl pkeyutl -verify -pubin -keyform DER -inkey "$work/key.der" -rawin -in "$work/said-so" -sigfile "$work/signature"
}
body=$(latest one "$case-v1")
ok "openssl finds the agent's own signature right" vouches "$body"
sed -i.was 's/"severity":./"severity":1/' "$body"
refuses "and not that of a body that was changed" vouches "$body"
mv "$body.was" "$body"
ok "a report says where in the history it stands" test "$(field "$body" data.chain.seq)" -gt 0

# ---- the first is silent
stop one
for n in 1 2 3 4 5 6; do event delete omar 10 "$n"; done | feed
ok "another one hears of the next case" until_true 10 eval '[ "$(ids page | wc -l)" = 2 ]'
second=$(ids page | grep -v "$grave" | sed 's/-v1_pager$//')
ok "somebody closes that" ctl case "$second" close --reason "the patient had moved away"
until_true 5 eval 'ctl status --json | grep -q "\"endpoints\":\"post: nothing accepted since"'
says "status says since when an endpoint accepts nothing" "post: nothing accepted since" ctl status
halt
ok "nobody else is told within the hour" test "$(received spare)" = 0
stop page; stop spare
hours 2
listens page "$pager" --authorization "" --type application/json; listens spare "$spare"
agent
ok "after an hour the one that stands in is told" until_true 20 told spare "_spare$"
ok "and the log says so that nobody can miss it" grep -q "a report waits since" "$work/judge.log"
listens one "$first"
ok "the first gets it when it is back" until_true 75 told one "^$second-v2$"
none_waits() { ctl status --json | grep -q '"reports_pending":0'; }
ok "nothing waits" until_true 20 none_waits
refuses "and not what that superseded" told one "^$second-v1$"
says "which the case's card says" "superseded by $second-v2" ctl case "$second"
ok "and its history is whole" ctl verify
halt

# ---- nobody answers
stop one; stop page; stop spare
hours 7
listens one "$first"; listens page "$pager" --authorization "" --type application/json
agent
ok "four hours on, who was told is reminded" until_true 20 told one "^$case-r1$"
ok "and each endpoint in its own form" until_true 10 told page "^$grave-r1_pager$"
halt
stop one
printf '200|{"state": "acknowledged", "reference": "INC-77"}\n' >"$work/one.script"
hours 26
listens one "$first"
agent
ok "a day on, again" until_true 20 told one "^$case-r2$"
sleep 1
halt
stop one
hours 50
listens one "$first"
agent
sleep 9
both() { ids one | grep -c -- '-r3$'; }
ok "whose answer said that somebody took note is left in peace, the others are reminded once more" test "$(both)" = 1
ok "each message came once" test "$(ids one | uniq -d | wc -l)" = 0
ok "the history is whole in the end" ctl verify
halt
finish
