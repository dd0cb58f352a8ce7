#!/bin/bash
# What an endpoint refuses: three refusals give a body up, not three attempts; its minimal form is tried until it is taken; and who is to hear when the
# first is silent hears of it, as if nobody had answered.
# Beside the others.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/post-lib.sh"

prepare
${CC:-cc} -shared -fPIC -O1 -D_GNU_SOURCE -o "$work/haste.so" "$top/tests/endurance/haste.c"
mkdir "$work/spool" "$work/context"; mkdir -m 700 "$work/state"
printf 'login,name,kind,role,patient\nmaya,Maya Chen,person,physiotherapist,P8\nomar,Omar Diaz,person,nurse,P700\n' >"$work/staff.csv"
extra=()
listens() { # NAME ANSWER...
    local name=$1; shift
    printf '%s\n' "$@" >"$work/$name.script"
    start "$name" ${later:-} "$top/tests/system/endpoint" --port "${at:-0}" --cert "$work/ca/server.pem" --key "$work/ca/server.key" --secret "$work/secret" --out "$work/$name" --script "$work/$name.script" "${extra[@]}"
    until_true 5 grep -q '^listening' "$work/$name.log"
    port=$(sed -n 's|^listening on https://localhost:\([0-9]*\)/|\1|p' "$work/$name.log")
}
listens first 503 503 '3*422' '4*400'; first=$port
listens spare; spare=$port
cat >"$work/confide.conf" <<CONF
[post]
endpoint = https://localhost:$first/
secret_file = $work/secret
ca_file = $work/ca/ca.pem
retry_base = 1
retry_cap = 1
timeout = 3
[post spare]
endpoint = https://localhost:$spare/
when = first-silent
secret_file = $work/secret
ca_file = $work/ca/ca.pem
$(places)
CONF
ctl()   { "$B/confidectl" --config "$work/confide.conf" "$@"; }
agent() { start judge ${later:-} "$B/confided" --config "$work/confide.conf" --foreground; until_true 5 grep -q "ready" "$work/judge.log"; start voice ${later:-} "$B/confide-post" --config "$work/confide.conf" --foreground; }
# Two days ago: what is older than a minute is weighed at once.
opens() { echo "{\"time\":\"$(date -u -d '2 days ago' +%FT%TZ)\",\"kind\":\"access\",\"action\":\"read\",\"login\":\"$1\",\"patient\":\"$2\",\"object\":\"/srv/records/$2/notes.txt\",\"source\":\"file\",\"named\":\"waiting\"}" | "$B/drivers/feed" --quiet "$work/run" source.sock; }
said()  { grep -qE -- "$1" "$work/judge.log"; }
has()   { grep -qE "^Idempotency-Key: \"$2" "$work/$1"/*.headers 2>/dev/null; }

agent
opens maya P8
ok "a refusal after two answers of another kind gives nothing up" until_true 90 said 'attempt 3: HTTP 422.*; again in'
ok "the third refusal does" until_true 90 said 'HTTP 422.*; it is kept, and a minimal form goes instead'
ok "after five attempts in all" test "$(grep -c -- '-v1: attempt' "$work/judge.log")" = 4
ok "the minimal form is refused four times, and tried again" until_true 90 said '[-]min: attempt 4: HTTP 400.*; again in'
ok "until it is taken" until_true 90 has first 'C-[0-9a-f]*-v1-min"'
says "an alarm stands in the status" "refused by the endpoint  1" eval 'ctl status | tr -s " " | sed "s/endpoint /endpoint  /"'
ctl case "$(ctl cases --json | jq -r 'select(.login == "maya").case')" acknowledge >/dev/null
refuses "until somebody has acknowledged its case" eval 'ctl status | grep -q "refused by the endpoint  *1"'

printf '999*422\n' >"$work/first.script"; stop first; at=$first; listens first '999*422'; at=0
opens omar P700
ok "of what is refused in every form the minimal one waits" until_true 90 said '[-]min: attempt 1: HTTP 422.*; again in'
says "so that it is late like any other" '"reports_pending":1' ctl status --json
stop voice; stop judge; stop first; stop spare
later="env LD_PRELOAD=$work/haste.so HASTE_AHEAD=$((26 * 3600))"
at=$first; listens first '999*422'; at=$spare; listens spare; at=0
agent
ok "who is to hear when the first is silent hears of it" until_true 90 has spare 'C-[0-9a-f]*-v1_spare"'
ok "and the log says that a duty runs" until_true 90 said 'a report waits since .* for more than 24 h, and 72 h is all the law gives'
stop voice; stop judge; stop first; stop spare

# ---- a mail to nobody
unset later
start mailed "$top/tests/system/mail-endpoint" --cert "$work/ca/server.pem" --key "$work/ca/server.key" --out "$work/mailed"
until_true 5 grep -q '^listening' "$work/mailed.log"
post() { printf '[post]\nendpoint = smtp://localhost:%s\nformat = mail\nfrom = confide@clinic.test\nca_file = %s\n%s\n' "$(sed -n 's/^listening on //p' "$work/mailed.log")" "$work/ca/ca.pem" "$1"; }
mkdir -m 700 "$work/state-2"
{ post ""; places state=state-2; } >"$work/confide.conf"
agent
opens maya P8
ok "where no report can be written at all, the case stands all the same" until_true 90 eval 'ctl cases | grep -q maya'
ok "and its report waits" until_true 10 eval 'ctl status --json | grep -q "\"reports_pending\":1"'
stop voice; stop judge
{ post "to = dpo@clinic.test"; places state=state-2; } >"$work/confide.conf"
agent
ok "and is told, in the form of the mended section, when that was mended" until_true 60 grep -qs "^Subject:" "$work/mailed/1.eml"
stop voice; stop judge

# ---- a format that was wrong: what was refused in it goes out in the right one
listens wrong '999*400'; at=$port
mkdir -m 700 "$work/state-3"
{ printf '[post]\nendpoint = https://localhost:%s/\nformat = webhook\nsecret_file = %s\nca_file = %s\nretry_base = 1\nretry_cap = 1\n' "$at" "$work/secret" "$work/ca/ca.pem"
  places state=state-3; } >"$work/confide.conf"
agent
opens maya P8
ok "a report in the wrong format is refused, and so is its minimal form" until_true 90 said '[-]min: attempt 1: HTTP 400.*; again in'
stop voice; stop judge; stop wrong
extra=(--authorization '')
listens wrong; at=0
sed -i 's/^format = webhook/format = teams/; /^secret_file/d' "$work/confide.conf"
agent
ok "when the format was mended, what waited goes out in that" until_true 60 eval 'grep -qs AdaptiveCard "$work"/wrong/*'
ok "and nothing waits any more" until_true 10 eval 'ctl status --json | grep -q "\"reports_pending\":0"'
refuses "nor was it tried once more in the wrong one" grep -qs 401 "$work/wrong/rejected"
finish
