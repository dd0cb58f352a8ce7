# confidectl with a running agent: status, events, cases, case, verify, selftest, and an agent that is stopped or altered.
. "$(dirname "$0")/lib.sh"; . "$(dirname "$0")/ctl-lib.sh"
needs_root "confidectl asks a running agent"
"$top/tests/system/make-ca" "$work/ca" "Test clinic"
(umask 077; echo "whsec_$(openssl rand -base64 32)" >"$work/secret")
start endpoint "$top/tests/system/endpoint" --port 0 --cert "$work/ca/server.pem" --key "$work/ca/server.key" --secret "$work/secret" --out "$work/received"
until_true 10 grep -q '^listening' "$work/endpoint.log"
port=$(sed -n 's|^listening on https://localhost:\([0-9]*\)/|\1|p' "$work/endpoint.log")
clinic "[post]" "endpoint = https://localhost:$port/" "secret_file = $work/secret" "ca_file = $work/ca/ca.pem"
ctl staff load >/dev/null
agent
feed() { "$B/drivers/feed" "$work/run" source.sock >"$work/fed"; }

exits 1 "status with nobody watching is a finding" ctl status
ok "status says that nobody watches" grep -qE '^watching +away' "$work/said"
tells "status counts the staff" "staff list"
hides "off a terminal there are no escape codes" $'\033'
exits 1 "status --json is a finding as well" ctl status --json
ok "and one object with the agreed keys" jq -es 'length == 1 and (.[0] | has("version") and .watch == "away" and .post == "away" and has("events") and has("head") and .staff == 6)' "$work/said"

exits 1 "selftest with nobody to send is a finding" ctl selftest --wait 1
tells "selftest says where it stuck" "nobody sends it: start confide-post"
start post "$B/confide-post" --config "$work/confide.conf" --foreground
until_true 10 grep -q 'confided is there' "$work/post.log"
exits 0 "selftest arrives" ctl selftest
tells "selftest tells each step" "wrote report T-"
tells "selftest ends with the endpoint's answer" "The report arrived: HTTP 204 after "
exits 0 "selftest --json arrives" ctl selftest --json
ok "and is one object" jq -es 'length == 1 and .[0].state == "delivered"' "$work/said"
id=$(jq -r .report "$work/said")
ok "the endpoint holds that very report" grep -rqi "^webhook-id: $id" "$work/received"

exits 0 "before anything happened there is no case" ctl cases
tells "and it says so" "No case so far."
exits 0 "no event of this second" ctl events --since 2100-01-01
tells "is said in words" "No event in that time."

{ for n in $(seq 1 25); do access mwilson read "q$n" "$work/records/q$n/"'\u001b[31mred.txt'; done; access reception read p3 "$work/records/p3/a.txt"; } >"$work/events"
ok "events are fed to the agent" feed <"$work/events"
printf '{"time":"%s","kind":"login","action":"refuse","login":"reception","source":"pam","service":"su","outcome":"ok","reason":"audit: would have refused: shared"}\n' "$(date -u +%FT%TZ)" |
    "$B/drivers/feed" "$work/run" pam.sock >"$work/fed"
printf '{"time":"%s","kind":"login","action":"fail","login":"outsider","source":"pam","service":"sshd","outcome":"failed","evidence":"tty=ssh rhost=10.0.0.7 ruser=x"}\n' "$(date -u +%FT%TZ)" |
    "$B/drivers/feed" "$work/run" pam.sock >"$work/fed"
exits 0 "events are listed" ctl events
ok "a wrong password with the host it came from" grep -qE "outsider +fail +- +sshd from 10\.0\.0\.7 +pam" "$work/said"
ok "a refused login with its reason" grep -qE "reception +refuse .*audit: would have refused: shared" "$work/said"
ok "with who, action, patient and program" grep -qE "mwilson +read +q1 .*/usr/bin/cat +waiting" "$work/said"
hides "a path cannot colour the terminal" $'\033'
tells "its control characters are shown" '\x1b[31mred.txt'
tells "the look is said to be recorded" "This look is recorded."
exits 0 "and it is" ctl events --json --limit 5
ok "as an event of root's" jq -es 'any(.program == "confidectl" and .login == "root" and .action == "read")' "$work/said"
ok "--limit 5 gives five" test "$(wc -l <"$work/said")" = 5
exits 0 "events since a minute" ctl events --since 1m --json
ok "are all of them" test "$(jq -r .login "$work/said" | grep -c mwilson)" = 25

exits 0 "cases are listed" ctl cases
tells "with the person" "mwilson"
tells "with the shared login" "reception"
exits 0 "cases --json is a case a line" ctl cases --json
ok "as FORMATS says" jq -es 'length == 2 and all(has("case") and has("class") and has("says"))' "$work/said"
case=$(jq -r 'select(.login == "mwilson") | .case' "$work/said")
until_true 10 bash -c "'$B/confidectl' -c '$work/confide.conf' case $case | grep -q 'delivered (HTTP'"
exits 0 "one case is shown" ctl case "$case"
for text in "what  " "suspected inappropriate access, severity " "do now  " "decide by " " left (72 hours" "patients" "looked for in vain" "evidence" "delivered (HTTP 204)" "This look is recorded."; do
    tells "the case holds '$text'" "$text"
done
ok "the case names the person" grep -qE '^who +mwilson' "$work/said"
exits 0 "case --json gives the object" ctl case --json "$case"
ok "as it is stored" jq -e --arg id "$case" '.case == $id and (.patients | length) == 25' "$work/said"
exits 0 "the look at the case" ctl events --json
ok "is an event" jq -es --arg id "case $case" 'any(.object == $id and .login == "root")' "$work/said"
exits 1 "a case that is none is a finding" ctl case C-0000000000000000
tells "with a hint" "confidectl cases"
exits 1 "an id of nonsense is a finding" ctl case "$(head -c 500 /dev/zero | tr '\0' 'x')"

exits 0 "verify asks the agent" ctl verify
ok "and finds the history whole" grep -qE '^whole +yes' "$work/said"
exits 0 "verify --json is one object" ctl verify --json
ok "with what was checked" jq -es 'length == 1 and .[0].good == "yes" and .[0].entries > 30 and .[0].cases >= 2' "$work/said"
exits 0 "staff load tells the running agent" ctl staff load
tells "and says so" "The agent has read it."
printf 'login,name,kind\nasmith,Anna Smith,person\n' >"$work/hr.csv"
exits 0 "a list from elsewhere reaches the running agent" ctl staff load "$work/hr.csv"
says "which judges by it" '"staff":1,' ctl status --json
cp "$work/context/staff.csv" "$work/context/staff.good"; echo broken >"$work/context/staff.csv"
exits 1 "a list that broke meanwhile does not pass for read" ctl staff load
kill -HUP "$(cat "$work/confided.pid")"
ok "and status tells which line keeps the last one in use" until_true 5 sh -c "'$B/confidectl' -c '$work/confide.conf' status | grep -q 'staff.csv:1: .*last good rows stay in use'"
mv "$work/context/staff.good" "$work/context/staff.csv"
ctl staff load >/dev/null
refuses "until it is mended" sh -c "'$B/confidectl' -c '$work/confide.conf' status | grep -q 'last good rows'"
exits 3 "who may not ask is told who may" setpriv --reuid 65534 --regid 65534 --clear-groups "$B/confidectl" -c "$work/confide.conf" status
tells "in plain words" "open to root"

stop post; stop endpoint
exits 1 "an endpoint that is down is a finding of selftest" ctl selftest --wait 1
start post "$B/confide-post" --config "$work/confide.conf" --foreground
exits 1 "also with somebody to send" ctl selftest --wait 3
tells "the report is said to be kept" "It is kept and sent again until it does"

kill -STOP "$(cat "$work/confided.pid")"
SECONDS=0
exits 3 "an agent that hangs could not be asked" ctl status
tells "and that is said" "does not answer"
ok "within 15 seconds" test "$SECONDS" -le 15
kill -CONT "$(cat "$work/confided.pid")"
until_true 10 ctl cases
stop post; stop confided

exits 0 "without an agent verify checks the file" ctl verify
tells "and says so" "The agent is not running"
cp "$work/state/confide.db" "$work/copy.db"; cp "$work/state/confide.db-wal" "$work/copy.db-wal" 2>/dev/null
exits 0 "a copy of the database is checked" ctl verify --db "$work/copy.db"
python3 - "$work/copy.db" <<'PY'
import sqlite3, sys
with sqlite3.connect(sys.argv[1]) as db:
    db.execute("UPDATE event SET login = 'asmith' WHERE login = 'mwilson' AND seq = (SELECT min(seq) FROM event WHERE login = 'mwilson')")
PY
exits 1 "a copy in which one login was altered is a finding" "$B/confidectl" verify --db "$work/copy.db"
ok "the first bad entry is named" grep -qE '^first bad entry +[0-9]+' "$work/said"
exits 1 "with --json too" "$B/confidectl" verify --json --db "$work/copy.db"
ok "it is one object" jq -es 'length == 1 and .[0].good == "no" and .[0].first_bad > 0' "$work/said"
echo "no database" >"$work/none.db"
exits 3 "what is no database could not be checked" ctl verify --db "$work/none.db"
tells "and the hint says what to name" "name Confide's database"
exits 3 "a file that is not there could not be checked" ctl verify --db "$work/not-there.db"
tells "and is named with the remedy" "not-there.db: cannot be read: No such file or directory: name the database"
tells "and is named" "$work/not-there.db"
finish
