#!/bin/bash
# A small simulated clinic, judged: what the simulator writes agrees with its own truth, every line is taken, and no case's sentence is false.
. "$(dirname "$0")/lib.sh"
clinic=$top/tests/bench/clinic seed=7

play()   { python3 "$clinic/simulate.py" "$1" "$work/$2" --days 20 --patients 900 "${@:3}"; }
judge()  { "$B/confidectl" replay --context "$work/$1" --events "$work/$1/events.ndjson" >"$work/$1/cases.ndjson" 2>"$work/$1/summary"; }
agrees() { python3 "$clinic/consistent.py" "$work/$1"; }
true_()  { python3 "$clinic/truth_check.py" "$work/$1" "$work/$1/cases.ndjson"; }
quietly() { "$@" >/dev/null 2>&1; }

ok "a clinic of twenty is played for twenty days" play $seed clinic
play $seed again >/dev/null
ok "the same seed plays the same days" diff -r "$work/clinic" "$work/again"
ok "its files and its truth agree" agrees clinic
play $seed other --story mass_delete --story own_record --story clock_set_back >/dev/null
ok "a clinic with stories of our choice agrees too" agrees other

# What checks the simulator must itself be able to find fault.
sed -i '0,/"login":"/s/"login":"/&x/' "$work/again/events.ndjson"
refuses "a line by somebody nobody knows is found" agrees again

for name in clinic other; do
    ok "replay takes every line ($name)" judge $name
    refuses "and rejects none ($name)" grep -q "rejected" "$work/$name/summary"
    ok "there are cases ($name)" test -s "$work/$name/cases.ndjson"
    ok "no case's sentence is false ($name)" true_ $name
done
ok "the deletion is among the cases" grep -q '"class":"loss"' "$work/other/cases.ndjson"
sed -i 's/[0-9][0-9]* patients/971 patients/' "$work/clinic/cases.ndjson"
quietly grep "971 patients" "$work/clinic/cases.ndjson" && refuses "a wrong number in a sentence is found" true_ clinic
sed -i 's/ (\(front desk\|practice\|ward\|therapy\|office\))/ (kitchen)/' "$work/other/cases.ndjson"
quietly grep "(kitchen)" "$work/other/cases.ndjson" && refuses "a wrong unit in a sentence is found" true_ other
finish
