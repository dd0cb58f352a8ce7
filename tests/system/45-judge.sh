#!/bin/bash
# The judge on its own: what is acknowledged is kept, whoever sent it; what is wrong is said in one clear line; nobody speaks for another.
. "$(dirname "$0")/lib.sh"

mkdir "$work/run" "$work/spool" "$work/context"; mkdir -m 700 "$work/state"
cat >"$work/confide.conf" <<CONF
[watch]
records = /srv/records/{patient}/...
$(places)
CONF
printf 'login,name,kind,role,patient\nmaya,Maya Chen,person,physiotherapist,\nomar,Omar Diaz,person,nurse,P700\nreception,Front desk,shared,,\n' >"$work/staff.csv"

ctl()        { "$B/confidectl" --config "$work/confide.conf" "$@"; }
judge()      { start judge "$B/confided" --config "$work/confide.conf" --foreground; until_true 5 grep -q "ready" "$work/judge.log"; }
event()      { echo "{\"time\":\"$(date -u -d "${4:-now}" +%FT%TZ)\",\"kind\":\"access\",\"action\":\"$1\",\"login\":\"$2\",\"patient\":\"P$3\",\"object\":\"/srv/records/P$3/notes.txt\",\"source\":\"file\",\"named\":\"waiting\"}"; }
feed()       { "$B/drivers/feed" --quiet "$work/run" "${1:-source.sock}"; }
stored()     { ctl status --json | sed -n 's/.*"events":\([0-9]*\).*/\1/p'; }
has_stored() { [ "$(stored)" = "$1" ]; }

# ---- keeps, judges, survives
judge
event read maya 1 | ok "an event is taken and acknowledged" feed
ok "and stored" has_stored 1
for i in $(seq 2 59); do event read maya $i; done | feed
ok "59 patients are no case at once where no appointments are known" test "$(ctl cases --json | wc -l)" = 0
event read maya 60 | feed
says "60, three times bulk_patients within the hour, are one" bulk-read ctl cases --json
ok "one case, not several" test "$(ctl cases --json | wc -l)" = 1
kill -KILL "$(cat "$work/judge.pid")"; rm "$work/judge.pid"
judge
ok "after kill -9 all that was acknowledged is there" has_stored 60
ok "the case is the same one" test "$(ctl cases --json | wc -l)" = 1
says "the history is whole" '"good":"yes"' ctl verify --json
before=$(stored)
ok "a look at the events" ctl events
ok "is itself recorded" has_stored $((before + 1))

# ---- what comes late
sleep 1.1; came=$(date -u +%FT%T)
event read omar 700 "-2 days" | feed
says "a look at one's own record two days ago is a case" own-record ctl cases --json
refuses "raised not before it came" test "$(ctl cases --json | sed -n 's/.*"login":"omar".*"raised":"\([^".]*\).*/\1/p')" \< "$came"

# ---- who may say what
if [ "$(id -u)" = 0 ]; then
    login() { echo "{\"time\":\"2026-11-22T13:01:00Z\",\"kind\":\"login\",\"action\":\"fail\",\"login\":\"$1\",\"source\":\"pam\",\"service\":\"swaylock\"}"; }
    as_nobody() { login "$1" | timeout 2 setpriv --reuid 65534 --clear-groups "$B/drivers/feed" --quiet "$work/run" pam.sock; }
    if setpriv --reuid 65534 --clear-groups test -x "$B/drivers/feed"; then
        ok "a screen locker speaks for its own user" as_nobody nobody
        refuses "and for nobody else" as_nobody maya
        says "whoever tries is a case" '"rules":["forged"]' ctl cases --json
        refuses "and so not told twice in ten minutes" as_nobody omar
        ok "which is one event" test "$(ctl events --json | grep -c '"forged uid=65534"')" = 1
        before=$(stored) id=00112233445566778899aabbccddeeff
        login nobody | sed "s/{/{\"id\":\"$id\",/" | timeout 5 setpriv --reuid 65534 --clear-groups "$B/drivers/feed" --quiet "$work/run" pam.sock
        event read maya 22 | sed "s/{/{\"id\":\"$id\",/" | ok "an event whose id a stranger used before" feed
        ok "is kept all the same" has_stored $((before + 2))
        flood() { for _ in $(seq 100); do login nobody; done | timeout 5 setpriv --reuid 65534 --clear-groups "$B/drivers/feed" --quiet "$work/run" pam.sock; }
        refuses "a stranger who tells without end is cut off" flood
        ok "and said to be" grep -q "more within the hour" "$work/judge.log"
        ok "before the store fills" test $(($(stored) - before)) -le 62
        ok "and others are heard as before" eval 'event read maya 23 | feed'
    else
        skip "a screen locker speaks for its own user only" "the build folder cannot be read by others"
    fi
fi
event open maya 1 | refuses "a login told by the watch is refused" timeout 2 "$B/drivers/feed" --quiet "$work/run" source.sock
ok "and the refusal is in the log" grep -q "only the login module may tell of logins\|out of bounds" "$work/judge.log"

# ---- the spool
echo nonsense >"$work/spool/0123456789abcdef0123456789abcdef.fact"
ok "a spool file that is no fact is put aside" until_true 5 test -e "$work/spool/0123456789abcdef0123456789abcdef.fact.bad"

# ---- what is wrong is said
says "a second judge is refused" "another confided answers there" "$B/confided" --config "$work/confide.conf" --foreground
printf 'login,name,kind\nmaya,Maya Chen,persona\n' >"$work/staff.csv"
kill -HUP "$(cat "$work/judge.pid")"
ok "a bad staff list is named by its line" until_true 5 grep -q "staff.csv:2: 'kind' must be" "$work/judge.log"
before=$(ctl cases --json | wc -l)
event read reception 9 | feed
ok "and the last good one stays in use" test "$(ctl cases --json | wc -l)" = $((before + 1))
stop judge
ok "it ends in order" grep -q "ready" "$work/judge.log"
sed 's/^state = .*/statte = x/' "$work/confide.conf" >"$work/bad.conf"
says "a bad key is named with file and line" "bad.conf:8: there is no key 'statte' in [paths]" "$B/confided" --config "$work/bad.conf" --foreground
chmod 666 "$work/bad.conf"
says "a config that others may write is refused" "others may write it: chmod 644" "$B/confided" --config "$work/bad.conf" --foreground
says "a config that is not there is named" "/nowhere.conf: cannot be read" "$B/confided" --config /nowhere.conf --foreground
says "wrong usage is told" "Try" "$B/confided" --no-such-option
sed "s|^run = .*|run = $work/nowhere|" "$work/confide.conf" >"$work/away.conf"
says "a run folder that is not there is told with its remedy" "systemd-tmpfiles --create" "$B/confided" --config "$work/away.conf" --foreground
rm "$work/state/keys/agent.key"
start judge "$B/confided" --config "$work/confide.conf" --foreground
ok "a signing key that is gone is made anew, and that is told" until_true 10 grep -q "agent.key was not there: reports are signed with a new key" "$work/judge.log"
stop judge
rm "$work/state/keys/"*
says "a lost key is no new key" "key" "$B/confided" --config "$work/confide.conf" --foreground
finish
