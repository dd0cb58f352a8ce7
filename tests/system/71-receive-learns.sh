#!/bin/bash
# A receiver that learns machines by their first message learns a real agent: the agent names its key in each, and has a case to tell before any heartbeat.
# Beside the others.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/recv-lib.sh"
prepare_receiver 'enrol = first'
sed -i 's/^machines = .*/machines =/' "$work/receive.conf"
receiver
mkdir "$work/agent" "$work/agent/run" "$work/agent/context"; mkdir -m 700 "$work/agent/state" "$work/agent/spool"
{ printf '[watch]\nrecords = /srv/records/{patient}/...\n[post]\nendpoint = %s\nsecret_file = %s\nca_file = %s\n' "$url" "$work/secret" "$work/ca/ca.pem"
  printf '[paths]\nstaff = %s\n' "$work/staff.csv"
  for name in context register words state spool inventory run; do echo "$name = $work/agent/$name"; done; } >"$work/agent.conf"
printf 'login,name,kind,patient\nomar,Omar Diaz,person,P700\n' >"$work/staff.csv"
ctl() { "$B/confidectl" --config "$work/agent.conf" "$@"; }
start judge "$B/confided" --config "$work/agent.conf" --foreground
until_true 10 test -S "$work/agent/run/ctl.sock"
echo "{\"time\":\"$(date -u -d '-2 days' +%FT%TZ)\",\"kind\":\"access\",\"action\":\"read\",\"login\":\"omar\",\"patient\":\"P700\",\"object\":\"/r/P700/a\",\"source\":\"file\"}" |
    "$B/drivers/feed" --quiet "$work/agent/run" source.sock
ok "a case waits before anything was sent" until_true 10 eval 'ctl status --json | grep -q "\"reports_pending\":1"'
start post "$B/confide-post" --config "$work/agent.conf" --foreground
ok "it is taken: its sender is believed from then on" until_true 15 eval 'ask --list --json | grep -q C-'
ok "the machine that was learnt is ours" until_true 5 eval 'ask --machines --json | grep -q speaks'
print=$(ctl status --json | sed -n 's/.*"fingerprint":"\([^"]*\)".*/\1/p')
ok "and told with its fingerprint, which is what the machine itself says" grep -q "fingerprint is ${print:?}\." "$work/alerts"
says "people see until when the case is to be reported" "to be reported by" ask --list
ctl case "$(ctl cases --json | jq -r .case)" close --reason "a mistake in the list of staff" >/dev/null
ok "and that it was closed" until_true 15 eval 'ask --list | grep -q closed'
refuses "from then on no deadline" eval 'ask --list | grep -q "to be reported by"'
refuses "no message of it was refused" grep -q unknown-machine "$work/alerts"
stop post; stop judge; stop receiver
finish
