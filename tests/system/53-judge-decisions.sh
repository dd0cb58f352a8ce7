#!/bin/bash
# People decide what a case is: who may, with what reason, what follows, that it is kept for ever, and that the employer is told.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/post-lib.sh"
. "$(dirname "$0")/ctl-lib.sh"
needs_root "people decide what a case is"
prepare
endpoint good
clinic "[post]" "endpoint = https://localhost:$port/" "secret_file = $work/secret" "ca_file = $work/ca/ca.pem"
cat >>"$work/context/staff.csv" <<'CSV'
games,Gina Ames,person,nurse,ward 2,2020-01-01,,Ames,1980-01-01
CSV

feed()  { "$B/drivers/feed" --quiet "$work/run" source.sock; }
bulk()  { local n; for n in $(seq "$3" "$4"); do access "$1" "$2" "patient-q$n" "/srv/records/patient-q$n/letter-of-q$n.txt"; done | feed; } # LOGIN ACTION FROM TO
cases() { ctl cases --json; }
id_of() { cases | sed -n "s/.*\"case\":\"\\(C-[0-9a-f]*\\)\".*\"class\":\"$2\".*\"login\":\"$1\".*/\\1/p" | tail -1; }
field() { ctl case "$1" --json | jq -r "$2"; }
as()    { local uid=$1; shift; setpriv --reuid "$uid" --regid "${group:-54321}" --clear-groups "$B/confidectl" --config "$work/confide.conf" "$@"; }
stored() { ctl status --json | jq .events; }
sent()  { grep -l "\"type\":\"$1\"" "$work"/good/*.json 2>/dev/null | wc -l; }
arrived() { [ "$(sent "$1")" -ge "$2" ]; }
wait_sent() { until_true 10 arrived "$@"; }
last()  { grep -l "\"type\":\"confide.case.decided\"" "$work"/good/*.json | sort -V | tail -1; }

die()   { local pid; pid=$(cat "$work/$1.pid"); rm "$work/$1.pid"; kill -KILL "$pid"; wait "$pid" 2>/dev/null; }

agent
start voice "$B/confide-post" --config "$work/confide.conf" --foreground
bulk games delete 100 160
bulk asmith read 200 260
loss=$(id_of games loss)
ok "a nurse deletes sixty records: a case of loss" test -n "$loss"
bulk games read 300 360
access=$(id_of games inappropriate)
ok "and opens sixty without a reason: a case of inappropriate access" test -n "$access"
ok "the employer is told of both" wait_sent confide.case.raised 2

# ---- a case that nobody decided
exits 0 "a case shows that nobody decided it yet" ctl case "$loss"
tells "in words" "nobody so far: \`confidectl case $loss confirm --reason \"...\"\`, or \`explain\` or \`close\`"
tells "and until when it has to be" "decide by "
ok "to scripts it is open" test "$(field "$loss" '.state + ":" + (.decisions | length | tostring)')" = open:0

# ---- the reason
exits 2 "no decision without a reason" ctl case "$loss" confirm
tells "and it says so" "a reason is required: --reason"
for bad in "" "short" "a b c d e" "          " "$(printf 'long enough\tbut a tab')" "$(printf 'long enough \033[2J escape')" "$(printf 'long enough \302\233 C1')" \
           "$(printf 'long enough \377 bad')" "$(printf 'two\nlines of it')" "$(head -c 256 /dev/zero | tr '\0' x)"; do
    exits 2 "a reason is refused: $(printf %.20s "$bad" | tr -c '[:print:]' '?')" ctl case "$loss" confirm --reason "$bad"
done
exits 0 "ten letters of any language are a reason" ctl case "$loss" close --reason "äöüßéèçñåø"
exits 2 "no other verb" ctl case "$loss" forget --reason "a reason long enough"
tells "and it names them" "\`confirm\`, \`explain\` or \`close\`"
exits 2 "a reason alone decides nothing" ctl case "$loss" --reason "a reason long enough"
exits 1 "no case, no decision" ctl case C-0000000000000000 confirm --reason "a reason long enough"
tells "and it says where cases are" "there is no such case"
exits 2 "a date with another verb than explain" ctl case "$access" confirm --reason "a reason long enough" --until 2030-01-01
exits 2 "a date that is none" ctl case "$access" explain --reason "a reason long enough" --until tomorrow
exits 2 "a date that is past" ctl case "$access" explain --reason "a reason long enough" --until 2020-01-01
exits 2 "a date years ahead" ctl case "$access" explain --reason "a reason long enough" --until 2199-01-01
tells "with the bound" "more than a year ahead"

# ---- what follows
day=$(date -d '+30 days' +%F)
exits 0 "a case is explained until a date" ctl case "$access" explain --reason "Asked by Dr Smith to tidy the recall list" --until "$day"
tells "and it says what is accepted" "what games opens of these patients' records counts as explained"
tells "and until when" "$(date -d "$day +1 day" '+%F 00:00:00')"
ok "the case says it" test "$(field "$access" '.state + " " + .decisions[0].verb + " " + .decisions[0].by + " " + .decisions[0].reason')" = \
   "explained explain root Asked by Dr Smith to tidy the recall list"
ok "it is a new version of the case" test "$(field "$access" .version)" -gt 1
exits 0 "it can be decided again" ctl case "$access" confirm --reason "Dr Smith knows nothing of any list"
tells "and it says what it replaces" "explained by root ("
version=$(field "$access" .version) told=$(ctl status --json | jq '.reports_pending + .reports_delivered')
exits 0 "the same decision again for the same reason" ctl case "$access" confirm --reason "Dr Smith knows nothing of any list"
tells "is so already" "It is so already"
ok "and adds nothing, neither to the case nor to what the employer is told" \
    test "$(field "$access" '"\(.version) \(.decisions | length)"') $(ctl status --json | jq '.reports_pending + .reports_delivered')" = "$version 2 $told"
ok "the last one counts, both are shown" test "$(field "$access" '.state + " " + .certainty + " " + ([.decisions[].verb] | join(","))')" = \
   "confirmed confirmed explain,confirm"
exits 0 "a person reads it" ctl case "$access"
tells "that it is a breach" "It is a breach: tell your data protection officer"
tells "who decided first, and why" "explained by root, "
tells "and then" ": Dr Smith knows nothing of any list"
hides "and that nobody did is gone" "nobody so far"
exits 0 "a case of loss is explained" ctl case "$loss" explain --reason "The archive was moved by the vendor"
tells "which mutes nothing, and says so" "This is kept, and mutes nothing"
before=$(cases | jq -s "map(select(.class == \"loss\")) | length"); version=$(field "$loss" .version)
bulk games delete 400 460
louder() { [ "$(cases | jq -s 'map(select(.class == "loss")) | length')" -gt "$before" ] || [ "$(field "$loss" .version)" -gt "$version" ]; }
ok "and indeed: the next sixty are told" until_true 5 louder

# ---- an emergency's reason
printf '{"time":"%s","kind":"login","action":"open","login":"breakglass","source":"pam","service":"login","outcome":"ok","purpose":"emergency","reason":"Cardiac arrest in room 4"}\n' \
    "$(date -u +%Y-%m-%dT%H:%M:%S.%3NZ)" | "$B/drivers/feed" --quiet "$work/run" pam.sock
emergency=$(id_of breakglass login)
exits 0 "a case about an emergency login" ctl case "$emergency"
tells "shows what was typed there" "reason typed "
tells "word by word" "Cardiac arrest in room 4"
tells "and says what to compare it with" "compare what they say with the reason typed"
exits 0 "a case without a login's reason" ctl case "$access"
hides "says nothing of one" "reason typed "

# ---- the list
exits 0 "the list shows what awaits a decision" ctl cases
hides "and leaves out what was closed or explained" "  explained  "
exits 0 "--state picks" ctl cases --state confirmed
tells "those" "$access"
exits 0 "--all shows all" ctl cases --all
exits 2 "no other state" ctl cases --state muted
ok "to scripts all are told, with their states" test "$(cases | jq -s 'map(has("state") and has("decisions")) | all')" = true

# ---- the employer
ok "the employer is told of each decision" wait_sent confide.case.decided 4
ok "as an update of the case: id and version" test "$(jq -r '.data.case' "$(last)")" = "$loss"
ok "with its state" test "$(jq -r '.data.state' "$(last)")" = explained
ok "signed as every report" verifies "$(last | sed s/json$/headers/)" "$(last)"
ok "and neither who decided nor why" test -z "$(sed 's|whpk_[A-Za-z0-9+/=]*||g' "$work"/good/*.json | grep -E 'vendor|Dr Smith|"by"|root|games|q[0-9]')"

# ---- who
if setpriv --reuid 5 test -x "$B/confidectl"; then
    chgrp 54321 "$work/run/ctl.sock"
    exits 0 "a member of the socket's group decides" as 65534 case "$access" close --reason "Handed over to the clinic's lawyers"
    ok "by the name the kernel gives" test "$(field "$access" '.decisions[-1].by')" = nobody
    ok "a closed case stays confirmed" test "$(field "$access" '.state + " " + .certainty')" = "closed confirmed"
    before=$(stored)
    exits 3 "nobody decides the case about themselves" as 5 case "$access" explain --reason "I was asked to do this"
    tells "and it says why" "this case is about you: somebody else has to decide it; that you tried is recorded"
    ok "it is recorded" test "$(stored)" = $((before + 1))
    says "with who tried, denied" '"outcome":"denied"' ctl events --json --limit 2
    ok "and nothing was decided" test "$(field "$access" '.decisions[-1].verb')" = close
    exits 3 "nor a login of the same account" as 5 case "$loss" confirm --reason "I was asked to do this"
    group=54322 exits 3 "who is not in the group decides nothing" as 65534 case "$access" confirm --reason "a reason long enough"
    tells "and hears who may" "you may not ask the agent"
else
    skip "a member of the socket's group decides" "the build folder cannot be read by others"
fi

# ---- what a client says of itself, and malformed messages
cat >"$work/decide" <<'PY'
import os, socket, struct, sys
run, case, kind = sys.argv[1:4]
def decision(verb=1, reason=b"the client says so itself", case=case.encode(), until=0):
    return struct.pack("<24sIIB7xqq64s256s", case, 99, 5, verb, 1, until, b"games", reason)
def message(body, wire=15, size=None):
    return struct.pack("<IHHIIQ", 0x31444643, 1, wire, len(body) if size is None else size, 0, 1) + body
wire = int(sys.argv[4])
bodies = {"lie": decision(), "short": decision()[:-1], "long": decision() + b"x", "verb": decision(verb=9), "endless": decision(reason=b"x" * 256),
          "case": decision(case=b"C" * 24), "nul": decision(reason=b""), "until": decision(2, until=-1)}
s = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET); s.settimeout(5); s.connect(run + "/ctl.sock")
s.send(message(bodies[kind], wire))
while True:
    data = s.recv(100000)
    if not data: print("closed"); break
    wire_type = struct.unpack("<IHH", data[:8])[2]
    print(data[24:].replace(b"\0", b" ").decode("utf-8", "replace"))
    if wire_type == 10: print("exit", struct.unpack("<i", data[24:28])[0]); break
PY
number=$(printf '#include <stdio.h>\n#include <confide/wire.h>\nint main(void){printf("%%d",WIRE_DECIDE);}' | cc -I"$top/include" -xc - -o "$work/number" && "$work/number")
raw() { timeout 10 python3 "$work/decide" "$work/run" "$loss" "$1" "$number"; }
says "a client that names another as decider" "exit 0" raw lie
ok "is known by the kernel all the same" test "$(field "$loss" '.decisions[-1].by + " " + .decisions[-1].reason')" = "root the client says so itself"
says "a decision too short ends the connection" closed raw short
says "a decision too long ends the connection" closed raw long
says "a verb that is none is refused" "exit 2" raw verb
says "a reason without an end is refused" "exit 2" raw endless
says "a case's id without an end is refused" "exit 2" raw case
says "an empty reason is refused" "exit 2" raw nul
says "a date before all time is refused" "exit 2" raw until

# ---- kept for ever
decided() { cases | jq -S -c '[.case, .state, .decisions]' | sort; }
decided >"$work/before"
versions() { cases | jq -r '.case + " " + (.version | tostring)' | sort; }
die confided
agent
until_true 5 ctl status
decided >"$work/after"
ok "after kill -9 all decisions are there" cmp "$work/before" "$work/after"
ok "the history is whole, decisions among it" test "$(ctl verify --json | jq -r '.good + " " + (.decisions > 4 | tostring)')" = "yes true"
bulk games delete 500 560
ok "what was confirmed stays so, however the case grows" test "$(field "$loss" '.certainty')" = confirmed

# ---- nothing can be read without the keys
stop voice; die confided # killed, so that the log is there too
ls "$work/state" >"$work/names"
ok "there is a log to look into" test -s "$work/state/confide.db-wal"
ok "what may be read can be found: this looks in the right place" grep -q games "$work/state/confide.db-wal"
for what in patient-q 'letter-of' '/srv/records' 'Dr Smith' 'vendor' 'lawyers' 'says so itself' 'Cardiac' 'Gina' 'Ames' 'letters'; do
    refuses "no '$what' in the database, its log or its ballast" grep -rqaF -- "$what" "$work/state"
done
ok "the keys are for the agent's user alone, and not to be written" test "$(stat -c '%a %u' "$work/state/keys/"*.key | sort -u)" = "400 $(id -u)"

# ---- tampering
copy() { rm -rf "$work/copy"; cp -a "$work/state" "$work/copy"; rm -f "$work/copy/lock"; }
tampered() { copy; "$work/tamper" "$work/copy/confide.db" "$1" >/dev/null && ctl verify --db "$work/copy/confide.db"; }
cat >"$work/tamper" <<'PY'
#!/usr/bin/env python3
import sqlite3, sys
db = sqlite3.connect(sys.argv[1]); db.execute(sys.argv[2]); db.commit(); db.close()
PY
chmod 755 "$work/tamper"
copy; exits 0 "an untouched copy is whole" ctl verify --db "$work/copy/confide.db"
says "a decision that was altered is found" "its content does not fit the chain" tampered "UPDATE decision SET verb = 3 WHERE verb = 1"
says "a decision under another name is found" "its content does not fit the chain" tampered "UPDATE decision SET by = 'games' WHERE seq = (SELECT min(seq) FROM decision)"
says "a decision that was deleted is found" "it was deleted" tampered "DELETE FROM decision WHERE seq = (SELECT max(seq) FROM decision)"
says "a decision that was put in is found" "it was put in beside the chain" tampered "INSERT INTO decision SELECT (SELECT max(seq) + 1 FROM chain), salt, case_id, version, verb, uid, by, decided_ms, until_ms, reason FROM decision LIMIT 1"
finish
