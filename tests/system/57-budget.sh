#!/bin/bash
# confidectl budget: what was found, what people made of it, and what another threshold would have cost; the agent goes on as it was.
. "$(dirname "$0")/lib.sh"; . "$(dirname "$0")/ctl-lib.sh"
clinic
exits 3 "without an agent there is no budget" ctl budget
tells "and it says why" "the agent is not running"
exits 2 "no weeks are no time" ctl budget --weeks 0
exits 2 "a word is no number of weeks" ctl budget --weeks many
agent
exits 0 "an agent that has seen nothing has a budget" ctl budget
tells "of nothing" "0 cases"
{ access reception read p4 "$work/records/p4/notes.txt"; access stranger read p5 "$work/records/p5/notes.txt"
  access asmith read p6 "$work/records/p6/notes.txt"; } | "$B/drivers/feed" --quiet "$work/run" source.sock
before=$(ctl cases --json | jq -Sc . | sort)
exits 0 "the last weeks" ctl budget --weeks 2
tells "say how many cases" "The last 14 days: 2 cases"
tells "what each class cost" "inappropriate                        2     1.0"
tells "what each rule cost, and that nobody has decided" "unlisted-login-read                  1     0.5      1         -          0          0       0          1"
tells "and each threshold" "alert_points  cases  a week"
ok "the look is recorded" eval 'ctl events --json | jq -es "any(.object == \"events\" and .source == \"agent\")"'
ok "the agent's cases are as they were" test "$before" = "$(ctl cases --json | jq -Sc . | sort)"
exits 0 "for scripts" ctl --json budget
ok "as one object a line" jq -es 'any(.rule == "shared-login-read" and .cases == 1 and .open == 1) and any(.alert_points == 60 and .cases == 0) and any(.without_points == 2) and any(.class == "inappropriate" and .cases == 2)' "$work/said"
id=$(ctl cases --json | jq -r 'select(.login == "stranger") | .case')
if ctl case "$id" close --reason "A test of the budget" >"$work/out" 2>&1; then
    exits 0 "after a decision" ctl --json budget
    ok "it stands with its rule" jq -es 'any(.rule == "unlisted-login-read" and .closed == 1 and .open == 0)' "$work/said"
    id=$(ctl cases --json | jq -r 'select(.login == "reception") | .case')
    { ctl case "$id" confirm --reason "It was none of their work"; ctl case "$id" close --reason "They were spoken to"; } >"$work/out" 2>&1
    exits 0 "after one was confirmed and then closed" ctl --json budget
    ok "it counts as confirmed: its rule was right" jq -es 'any(.rule == "shared-login-read" and .confirmed == 1 and .closed == 0)' "$work/said"
else
    skip "a decision stands with its rule" "nobody may decide here: $(head -1 "$work/out")"
fi
finish
