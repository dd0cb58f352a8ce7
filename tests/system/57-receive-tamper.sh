#!/bin/bash
# The receiver as witness: each way to alter a machine's history is found at the next statement, told once, and an honest
# machine beside it is never told of.
# Beside the others.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/recv-lib.sh"
prepare_receiver
receiver

# tampers N CLAIM WORD COMMAND...: machine N makes three honest statements, does this, makes the next statement, and two more
tampers() {
    local n=$1 claim=$2 word=$3; shift 3
    machine "$n" 'add 20' beat 'add 20' beat 'add 5' beat "$@" 'add 1' beat beat >"$work/answers"
    ok "$claim" finds "$n" "$word"
}
# One alert of this kind about the machine, and, where its message was believed, none of another kind that is not a part of it.
finds() {
    grep '"level":"grave"' "$work/alerts" | grep -E "PC-$1[ \"]|$2"
    [ "$(grep -cE "\"alert\":\"$2\".*(PC-$1[ \"]|no key of ours)" "$work/alerts")" = 1 ] && [ "$(head -3 "$work/answers" | grep -c '^200')" = 3 ]
}

machine 16 'add 3' beat 'add 4' lost 'report C-00000000000000aa 1' 'add 4' beat beat >"$work/honest"
tampers 1 "an edited entry is found" history-changed 'edit 30'
tampers 2 "a deleted entry is found, also where the history has grown past it" history-changed 'delete 30' 'add 5'
tampers 3 "a history cut after the anchor is found" history-went-back 'cut 43'
tampers 4 "a whole database that is gone is found" history-anew anew
tampers 5 "a swapped database is found" swapped swap
tampers 6 "a history rolled back to an older copy is found" history-went-back 'back 30'
tampers 7 "reordered entries, which the agent's own check finds, are told" entry-altered 'set first_bad 31'
tampers 8 "a sequence number that is there twice, which the agent's own check finds, is told" entry-altered 'set first_bad 46'
tampers 9 "a statement forged without the key is refused and told" unknown-machine stranger
tampers 10 "a clock set back is found" clock-set-back 'set late 200'
tampers 11 "a history begun anew under a restarted chain is found" history-anew anew 'add 60'
tampers 12 "counters that were lowered are found" counter-lowered 'set events 3'

ok "the honest machine beside them has no finding" bash -c "! grep 'PC-16' '$work/alerts' | grep -vE 'first-heard|\"case\"'"
says "people see what was found" "The history of PC-6 was cut: its entry 46" ask --machines
cp "$work/alerts" "$work/before"
stop receiver
receiver
machine 16 'add 30' >/dev/null
ok "what was told once is not told again after a restart" cmp "$work/before" "$work/alerts"
finish
