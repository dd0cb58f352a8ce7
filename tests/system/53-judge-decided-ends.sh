#!/bin/bash
# A case that people ended takes in nothing more: what comes later begins another, also after a kill; a confirmed one goes on.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/ctl-lib.sh"
needs_root "a case that ended takes in nothing more"
clinic
cat >>"$work/context/staff.csv" <<'CSV'
games,Gina Ames,person,nurse,ward 1,2020-01-01,,Ames,1980-01-01
CSV
feed()  { "$B/drivers/feed" --quiet "$work/run" source.sock; }
bulk()  { local n; for n in $(seq "$3" "$4"); do access "$1" "$2" "q$n" "/srv/records/q$n/letter.txt"; done | feed; }
cases() { ctl cases --json; }
of()    { cases | jq -r "select(.class == \"$1\") | .case + \":\" + (.event_total | tostring)"; } # in the order last written
count() { of "$1" | wc -l; }
field() { ctl case "$1" --json | jq -r "$2"; }
die()   { local pid; pid=$(cat "$work/$1.pid"); rm "$work/$1.pid"; kill -KILL "$pid"; wait "$pid" 2>/dev/null; }
agent
bulk games delete 100 160
first=$(of loss | cut -d: -f1)
ok "sixty-one records are deleted: one case" test "$(of loss)" = "$first:61"
ctl case "$first" confirm --reason "He says so himself" >"$work/said"
bulk games delete 161 170
ok "a confirmed case goes on growing" test "$(of loss)" = "$first:71"
ok "and stays confirmed" test "$(field "$first" .certainty)" = confirmed
ctl case "$first" explain --reason "The archive was moved by the vendor" >"$work/said"
bulk games delete 171 180
ok "what comes after it was explained is another case" test "$(count loss)" = 2
second=$(of loss | grep -v "^$first" | cut -d: -f1)
ok "of those events alone" test "$(of loss | sort)" = "$(printf '%s\n' "$first:71" "$second:10" | sort)"
ok "and open" test "$(field "$second" .state)" = open
die confided; agent; until_true 5 ctl status
bulk games delete 181 185
ok "after a kill the second goes on, and no third begins" test "$(of loss | sort)" = "$(printf '%s\n' "$first:71" "$second:15" | sort)"
ctl case "$second" close --reason "Nothing more is to be done" >"$work/said"
die confided; agent; until_true 5 ctl status
bulk games delete 186 187
ok "a second end is followed by a third case" test "$(count loss)" = 3
ok "and the ended ones are as they were" test "$(of loss | grep -cx "$first:71\|$second:15")" = 2

bulk games read 300 360
access=$(of inappropriate | cut -d: -f1)
ok "sixty-one records are opened: one case" test "$(of inappropriate)" = "$access:61"
ctl case "$access" close --reason "Talked to her, it will not happen again" >"$work/said"
before=$(of inappropriate)
die confided; agent; until_true 5 ctl status
bulk games read 300 301
sleep 1
ok "the closed case of accesses does not grow" test "$(of inappropriate | grep "^$access")" = "$before"
ok "the history is whole" test "$(ctl verify --json | jq -r .good)" = yes
finish
