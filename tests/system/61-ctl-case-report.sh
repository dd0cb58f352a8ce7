#!/bin/bash
# A case's report: for a manager, for an authority, for a program; and somebody takes note of a case, which decides nothing.
# Beside the others.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/post-lib.sh"
. "$(dirname "$0")/ctl-lib.sh"
needs_root "a case's report is written"
prepare
endpoint good
clinic "[post]" "endpoint = https://localhost:$port/" "secret_file = $work/secret" "ca_file = $work/ca/ca.pem"
sed -i 's/^\[clinic\]/[clinic]\nname = Harbour \& "Street" <Physio>/' "$work/confide.conf"
cat >>"$work/context/staff.csv" <<'CSV'
games,Gina Ames,person,nurse,ward 2,2020-01-01,,Ames,1980-01-01
CSV
cat >"$work/context/patients.csv" <<'CSV'
patient,surname,given,birth,flags
patient-q200,Young,Yara,2020-02-02,
patient-q201,Frail,Fred,1930-02-02,vulnerable
CSV

feed()   { "$B/drivers/feed" --quiet "$work/run" source.sock; }
bulk()   { local n; for n in $(seq "$3" "$4"); do access "$1" "$2" "patient-q$n" "/srv/records/patient-q$n/letter-of-q$n.txt"; done | feed; } # LOGIN ACTION FROM TO
cases()  { ctl cases --json; }
id_of()  { cases | sed -n "s/.*\"case\":\"\\(C-[0-9a-f]*\\)\".*\"class\":\"$2\".*\"login\":\"$1\".*/\\1/p" | tail -1; }
field()  { ctl case "$1" --json | jq -r "$2"; }
report() { ctl case "$1" report "${@:2}"; }
as()     { local uid=$1; shift; setpriv --reuid "$uid" --regid "${group:-54321}" --clear-groups "$B/confidectl" --config "$work/confide.conf" "$@"; }
die()    { local pid; pid=$(cat "$work/$1.pid"); rm "$work/$1.pid"; kill -KILL "$pid"; wait "$pid" 2>/dev/null; }
phase()  { local n; n=$(field "$1" .version); if [ "$n" = 1 ]; then echo "First report"; else echo "Update $((n - 1)) (version $n of the case)"; fi; }
none=C-0000000000000000

exits 3 "without an agent there is no report" ctl case $none report --for ico
tells "and it says what to do" "start it with \`systemctl start confided\`"
agent
start voice "$B/confide-post" --config "$work/confide.conf" --foreground
bulk games delete 100 160
bulk asmith read 200 260
loss=$(id_of games loss) access=$(id_of asmith inappropriate)
ok "two cases to report on" test -n "$loss" -a -n "$access"
first_told() { [ "$(report "$access" --format json | jq -r .about.delivered)" != null ]; }
ok "the employer is told" until_true 10 first_told

# ---- wrong words
exits 2 "no other format" ctl case "$access" report --format pdf
tells "and it names them" "text, html or json"
exits 2 "no other reader" ctl case "$access" report --for police
tells "and it names them" "ico, dspt or article33"
exits 2 "the manager is nobody to name" ctl case "$access" report --for manager
exits 2 "no form as JSON, which holds names" ctl case "$access" report --for ico --json
tells "and it says why" "names included"
exits 2 "--json and --format contradict each other" ctl case "$access" report --json --format html
exits 2 "a report takes no reason" ctl case "$access" report --reason "a reason long enough"
exits 2 "--for goes with a report" ctl case "$access" --for ico
exits 2 "--output goes with a report" ctl case "$access" confirm --output "$work/x" --reason "a reason long enough"
exits 2 "the verb before the case" ctl case confirm "$access"
tells "is answered with the right order" "\`confidectl case $access confirm\`"
exits 2 "the verb without a case" ctl case report
tells "is answered too" "\`confidectl case ID report\`"
exits 1 "no case, no report" ctl case $none report
tells "and it says where cases are" "see \`confidectl cases\`"
refuses "a case's id without an end ends the connection" python3 - "$work/run" <<'PY'
import socket, struct, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET); s.settimeout(5); s.connect(sys.argv[1] + "/ctl.sock")
body = struct.pack("<IIq64s", 13, 0, 0, b"C" * 64)
s.send(struct.pack("<IHHIIQ", 0x31444643, 1, 7, len(body), 0, 1) + body)
sys.exit(0 if s.recv(100000) else 1)
PY

# ---- what it says
before=$(ctl status --json | jq .events)
exits 0 "a report in words" report "$access"
for what in "WHAT TO DO NOW" "days 23 hours left" "First event" "Seen by Confide" "Raised as a case" "Delivered to the employer" "Tell the authority by" \
            "one person opens many patients' records in a short" "Nobody has decided" "delivered" "1 vulnerable, 1 under 18" "never below 2" "(proposed)" "TO BE DECIDED BY A PERSON"; do
    tells "it says: $what" "$what"
done
ok "the look is recorded" test "$(ctl status --json | jq .events)" = $((before + 1))
says "as what it was" "report on case $access" ctl events --json --limit 3
order() { grep -nE '^(WHAT TO DO NOW|DEADLINE|TIMELINE|EVIDENCE|DECISIONS)$' "$work/said" | cut -d: -f2 | tr '\n' ' '; }
ok "which phase it is" grep -qF "$(phase "$access")" "$work/said"
ok "in the order in which it is needed" test "$(order)" = "WHAT TO DO NOW DEADLINE TIMELINE EVIDENCE DECISIONS "
report "$access" --format json >"$work/file"
ok "for programs it holds the case as ever" test "$(jq -cS '.case' "$work/file")" = \
   "$(ctl case "$access" --json | jq -cS 'del(.state, .decisions, .asked, .reports)')"
ok "its events with when they were stored" test "$(jq '[.events[] | select(.stored and .time and .action == "read")] | length' "$work/file")" = 61
ok "no file's name" test -z "$(grep -F 'letter-of' "$work/file")"
ok "its messages and their turns" test "$(jq -r '.messages[0].state + " " + (.turns | length > 0 | tostring)' "$work/file")" = "delivered true"
ok "all its versions" test "$(jq '[.versions[].version] == [range(1; .case.version + 1)]' "$work/file")" = true
ok "and apart from that what is proposed" test "$(jq -r '.proposed | "\(.likelihood) \(.severity) \(.tell_ico) \(.tell_dhsc) \(.near_miss) \(.cyber)"' "$work/file")" = "3 3 true false false false"
ok "clocks in their order" test "$(jq '.case.first <= .about.seen and .about.seen <= .case.raised and .case.raised <= .about.delivered' "$work/file")" = true
ok "the deadline 72 hours after it was raised" test "$(jq -r '(.about.report_by | sub("\\.[0-9]+"; "") | fromdate) - (.case.raised | sub("\\.[0-9]+"; "") | fromdate)' "$work/file")" = 259200

# ---- forms
for form in ico dspt article33; do
    exits 0 "what the form asks: $form" ctl case "$access" report --for $form
    tells "with what a person must decide" "[TO BE DECIDED BY A PERSON]"
    for name in asmith Smith patient-q letter-of root; do hides "$form: no '$name'" "$name"; done
done
exits 0 "the DSPT's grid" ctl case "$loss" report --for dspt
tells "with likelihood" "3 of 5: likely"
tells "with severity" "4 of 5: potentially pain and suffering"
tells "with both authorities" "Department of Health and Social"
tells "with the cell that is proposed" "[ICO+DHSC]"

# ---- the page
evil='</td><script>alert(1)</script> "quoted" & '"'single'"
turned=$(printf 'long enough \342\200\256 gnp.exe')
long=$(head -c 255 /dev/zero | tr '\0' W)
exits 0 "a reason full of HTML" ctl case "$access" explain --reason "$evil" --until "$(date -d '+30 days' +%F)"
exits 0 "a reason that turns the writing" ctl case "$access" confirm --reason "$turned"
exits 0 "a reason without a blank" ctl case "$access" close --reason "$long"
exits 0 "a page" ctl case "$access" report --format html --output "$work/page.html"
ok "is sound, loads nothing, and shows all of it as text" "$top/tests/system/page-check" "$work/page.html" "$evil" "$long" 'Harbour & "Street" <Physio>'
ok "what turns the writing is a mark" grep -q "long enough $(printf '\357\277\275') gnp.exe" "$work/page.html"
ok "its owner alone may read it" test "$(stat -c %a "$work/page.html")" = 600
for form in ico dspt article33; do
    ctl case "$access" report --for $form --format html >"$work/form.html"
    ok "$form as a page is sound" "$top/tests/system/page-check" "$work/form.html" "to be decided by a person"
    ok "$form holds no reason" test -z "$(grep -F 'alert(1)' "$work/form.html")"
done
version=$(field "$access" .version)
ok "each decision was an update" test "$version" -gt "$(jq .case.version "$work/file")"
says "and the report says which" "Update $((version - 1)) (version $version of the case)" report "$access"
exits 3 "a folder that is not there" ctl case "$access" report --output "$work/none/page.html"
tells "is named" "$work/none/page.html: the report cannot be written there: No such file"
echo kept >"$work/other"; ln -s other "$work/link"
exits 0 "a link is replaced" ctl case "$access" report --output "$work/link"
ok "and not followed" test "$(cat "$work/other")" = kept -a ! -L "$work/link"
ok "nothing half written stays" test -z "$(find "$work" -maxdepth 1 -name '*.html.*' -o -maxdepth 1 -name 'link.*')"
exits 3 "a full device is not passed over" bash -c '"$0" --config "$1" case "$2" report >/dev/full' "$B/confidectl" "$work/confide.conf" "$access"

# ---- taking note
before=$(field "$loss" .version)
exits 0 "a case is acknowledged" ctl case "$loss" acknowledge
tells "and it says what that does" "No more reminders are sent; nothing is decided by it, and the 72 hours run on."
exits 0 "the case" ctl case "$loss"
tells "is open" "open: suspected loss of records"
tells "and shows who took note" "acknowledged by root, "
tells "and until when it must be decided" "decide by "
exits 0 "the list" ctl cases
tells "shows it too" "open, acknowledged"
ok "to scripts it is open, with who took note" test "$(field "$loss" '"\(.state) \(.certainty) \(.version) \(.decisions[0].verb) \(.decisions[0].by)"')" = "open suspected $before acknowledge root"
exits 0 "to acknowledge it again" ctl case "$loss" acknowledge --reason "seen"
tells "adds nothing" "It was acknowledged before: nothing was added."
ok "indeed" test "$(field "$loss" '.decisions | length')" = 1
exits 0 "it can be decided" ctl case "$loss" confirm --reason "The archive is gone for good"
ok "and stays decided" test "$(field "$loss" .state)" = confirmed
bulk games delete 300 360
other() { cases | jq -r "select(.class == \"loss\" and .case != \"$loss\") | .case" | tail -1; }
third=$(other); third=${third:-$access}
exits 1 "no case, nothing to take note of" ctl case $none acknowledge
tells "and it says where cases are" "see \`confidectl cases\`"
exits 2 "an acknowledgement has no date" ctl case "$third" acknowledge --until 2030-01-01
exits 2 "nor words that break a line" ctl case "$third" acknowledge --reason "$(printf 'two\nlines')"
exits 0 "an acknowledgement after a decision" ctl case "$access" acknowledge --reason "Noted"
ok "undoes nothing" test "$(field "$access" '"\(.state) \(.certainty)"')" = "closed confirmed"
says "and the report says so" "Closed: confirmed inappropriate access" report "$access"
heard() { grep -l "\"case\":\"$loss\"" "$work"/good/*.json | xargs jq -e 'select(.type == "confide.case.decided" and .data.state == "confirmed")'; }
ok "the employer is told of the decision" until_true 10 heard
ok "and not of who took note" test -z "$(cat "$work"/good/*.json | jq 'select(.data.state == "acknowledged")')"
if setpriv --reuid 5 test -x "$B/confidectl"; then
    chgrp 54321 "$work/run/ctl.sock"
    exits 3 "nobody takes note of the case about themselves" as 5 case "$loss" acknowledge
    tells "and it says why" "this case is about you"
    group=54322 exits 3 "who is not in the group takes note of nothing" as 65534 case "$loss" acknowledge
    tells "and hears who may" "you may not ask the agent"
    group=54322 exits 3 "nor has a report written" as 65534 case "$loss" report
    hides "and sees nothing of it" "records"
else
    skip "nobody takes note of the case about themselves" "the build folder cannot be read by others"
fi
die confided; agent; until_true 5 ctl status
ok "after kill -9 it is still acknowledged" test "$(field "$loss" '[.decisions[].verb] | join(" ")')" = "acknowledge confirm"
ok "and the history is whole" test "$(ctl verify --json | jq -r .good)" = yes
finish
