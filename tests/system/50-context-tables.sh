#!/bin/bash
# The context tables of a running agent: read again when they change, each kept on its own when it breaks, gone when its file is; and confidectl context.
. "$(dirname "$0")/lib.sh"
. "$top/tests/system/ctl-lib.sh"
clinic
printf 'patient,surname,address,postcode\np1,Smith,"Flat 2, 14 High St",LS1 4AB\np2,Jones,,\n' >"$work/context/patients.csv"
count() { ctl status --json | sed -n "s/.*\"$1\":\"\{0,1\}\([0-9]*\).*/\1/p"; }
has()   { [ "$(count "$1")" = "$2" ]; }
notes() { ctl status --json | sed -n 's/.*"notes":"\([^"]*\)".*/\1/p' | grep -qF -- "$1"; }

# ---- check: without an agent
exits 0 "good tables are good, though three are not there" ctl context check
tells "and what rests without them is said" "without it no access is judged by who is on duty"
hides "but not of those that are there" "without it no access is judged by appointments"
exits 0 "a folder may be named" ctl context check "$work/context" --json
tells "and a script is told" '{"table":"encounters","state":"good","rows":40,"refused":0,"error":"","rests":""}'
exits 3 "a folder that is none is refused" ctl context check "$work/nowhere"
tells "by name" "$work/nowhere: is no folder"
printf 'asmith,P7,\nasmith\n' | cat <(echo login,patient,relation) - >"$work/context/relations.csv"
exits 1 "a bad row is a finding" ctl context check
tells "with file, line and remedy" "relations.csv:3: the row has 1 fields, the header 3: add or remove commas"
printf 'asmith,P7,\nasmith\nasmith,\n,P8,\n' | cat <(echo login,patient,relation) - >"$work/context/relations.csv"
exits 1 "several bad rows are a finding" ctl context check
for line in 3 4 5; do tells "line $line is named" "relations.csv:$line: "; done
{ echo login,patient,relation; for n in $(seq 1 23); do echo asmith; done; } >"$work/context/relations.csv"
exits 1 "of many" ctl context check
tells "the first twenty are named" "relations.csv:21: the row has 1 fields"
hides "and no more" "relations.csv:22:"
tells "but counted" "relations.csv: and 3 bad rows more"
exits 1 "a script is told, too" ctl context check --json
tells "of each row" 'relations.csv:21: the row has 1 fields, the header 3: add or remove commas"}'
tells "and of the rest" '{"table":"relations","further":3}'
cp "$work/context/staff.csv" "$work/staff.kept"
printf 'login,name,kind\nasmith,Anna,person\nbjones,Bob,nobody\nasmith,Anna,person\n/,Carl,person\n,,\n' >"$work/context/staff.csv"
exits 1 "of a staff list as well" ctl context check
tells "an unknown kind" "staff.csv:3: 'kind' must be"
tells "a login twice" "staff.csv:4: this login stands in the list already"
tells "and one that is none" "staff.csv:5: 'login' is no Linux login"
hides "a row that a spreadsheet left empty is none" "staff.csv:6:"
mv "$work/staff.kept" "$work/context/staff.csv"
exits 1 "so is a folder in a table's place" eval 'mkdir "$work/context/rota.csv" && ctl context check'
tells "which is said" "rota.csv: is no file: put the table there"
rmdir "$work/context/rota.csv"; rm "$work/context/relations.csv"
exits 2 "two folders are wrong usage" ctl context check a b

# ---- no agent
exits 3 "without an agent nothing is shown, for nobody would know" ctl context show --patient p1
tells "with the remedy" "start it with \`systemctl start confided\`"
tells "and why" "this look cannot be recorded"
hides "and no row" "Flat 2"
exits 3 "no agent, no load" ctl context load

# ---- a running agent
agent
ok "the agent has read them" has encounters 40
ok "status says by name which rules rest" notes "these rules rest: "
ok "and why" notes "rota.csv is not there: no access is judged by who is on duty"
echo 'p99,2026-11-01,,asmith,,task' >>"$work/context/encounters.csv"
ok "a changed table is read again without a word" until_true 15 has encounters 41
ok "which the log says" grep -q "encounters.csv: 41 rows read" "$work/confided.log"

# ---- show
exits 0 "what the tables know of a patient" ctl context show --patient p1
tells "is their row" "Flat 2, 14 High St"
tells "and their encounters" "appointment"
ok "and the look is recorded, with the patient apart from it" \
    eval 'ctl events --json | jq -es "any(.object == \"context of a patient\" and .patient == \"p1\" and .login == \"root\" and .source == \"agent\")"'
hides "and nobody else's row" "Jones"
exits 0 "what they know of a person, for a script" ctl context show staff --login mwilson --json
tells "is one object a row" '{"table":"staff","line":"3","login":"mwilson","name":"Mary Wilson"'
ok "of a person as well" eval 'ctl events --json | jq -es "any(.object == \"context of mwilson\")"'
exits 2 "a name that is none is wrong usage" ctl context show --login "$(printf '%070d' 1)"
exits 1 "of a stranger they know nothing" ctl context show --login nobody
exits 2 "a patient and a person at once are wrong usage" ctl context show --login a --patient b
exits 2 "nobody is wrong usage" ctl context show
exits 2 "and so is a table that there is none of" ctl context show wards --login asmith
cp "$work/context/patients.csv" "$work/patients.kept"
printf 'patient,surname\np2,\033[31m=cmd\n' >"$work/context/patients.csv"
exits 0 "a name that would steer the terminal" ctl context show --patient p2
tells "is shown as text" '\x1b[31m=cmd'
mv "$work/patients.kept" "$work/context/patients.csv"

printf '\0\xff nonsense' >"$work/context/patients.csv"
echo 'p98,2026-11-01,,asmith,,task' >>"$work/context/encounters.csv"
exits 1 "a broken table is a finding of load" ctl context load --json
tells "its last rows are kept" '"patients":2,"patients_refused":0,"patients_state":"kept"'
tells "and fresh ones of another taken" '"encounters":42,"encounters_refused":0,"encounters_state":"read"'
ok "status says which is old, and why" notes "patients.csv:1: "
ok "and that it stays in use" notes "the last good rows stay in use"
printf 'login,name,kind\n,,\n' >"$work/context/staff.csv"
exits 1 "a broken staff list too" ctl context load
tells "keeps its last rows" "staff      kept       6"
clinic
rm "$work/context/patients.csv"
exits 0 "mended, all is well" ctl context load
tells "and read" "staff      read       6"
hides "nothing is kept" "kept"
rm "$work/context/encounters.csv"
ok "a table that vanished is gone" until_true 15 notes "encounters.csv is not there: no access is judged by appointments"
ok "and the log says so" grep -q "encounters.csv is gone or cannot be used: no access is judged by appointments" "$work/confided.log"
ok "its rows with it" has encounters 0

# ---- what is no file
{ echo patient,from,to,login,unit,kind; for n in $(seq 1 40); do echo "p$n,2026-11-01,2026-12-31,asmith,,appointment"; done; } >"$work/whole.csv"
cp "$work/whole.csv" "$work/context/encounters.csv"; ctl context load >/dev/null
mkfifo "$work/pipe"; ln -sf "$work/pipe" "$work/context/rota.csv"
exits 1 "a pipe is no table, and nobody waits for it" timeout 5 "$B/confidectl" --config "$work/confide.conf" context load
tells "which is said" "rota.csv: is no file"
ok "the agent goes on" has encounters 40
finish
