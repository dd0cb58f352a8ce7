#!/bin/bash
# A confided that is started takes up its past in slices: meanwhile logins are answered, and events stored and acknowledged; they are judged after what is older. The cases
# are those of a replay of all of it, none twice and none missing, however often it is killed while it weighs the past or judges what came meanwhile.
. "$(dirname "$0")/lib.sh"; . "$(dirname "$0")/ctl-lib.sh"
clinic
[ -z "${SANITIZE:-}${VALGRIND:-}" ] || { skip "a restart judges as if it had never been" "sanitizers and valgrind do not bear a clock put under them"; finish; }
. "$(dirname "$0")/live-lib.sh"
KILLS=${KILLS:-6} PAST=${PAST:-25000} SEED=${SEED:-$(date +%N)}
echo "# SEED=$SEED gives these kills again"
RANDOM=$((10#$SEED % 32768))
start=$(($(date +%s) - 1000)) PARTS=${PARTS:-6}
live_clinic; live_story

# ---- a past: four weeks of a clinic in which all has its reason
mkdir "$work/before"
monday=$(((start / 86400 - 4) / 7 * 7 * 86400 + 4 * 86400 - 4 * 7 * 86400))
sed 's/rand() < 0.002/0/' "$top/tests/bench/clinic.awk" >"$work/before/clinic.awk"
awk -v people=40 -v events="$PAST" -v days=20 -v seed=7 -v ids=1 -v dir="$work/before" -v monday="$monday" -f "$work/before/clinic.awk" >"$work/before/events"
awk -F, 'NR > 1 { print $1 "," $2 "," $3 "," $4 "," $5 ",2020-01-01,,," }' "$work/before/staff.csv" >>"$work/context/staff.csv"
awk -F, 'NR > 1 { print $1 "," $2 "," $3 ",," $4 ",appointment" }' "$work/before/encounters.csv" >>"$work/context/encounters.csv"
cat "$work/before/events" "$work/events" >"$work/whole"
jq -Rs 'split("\n") | map(select(. != "") | fromjson | .id)' "$work/whole" >"$work/ids"

exits 0 "past and present are replayed" ctl replay --context "$work/context" --events "$work/whole"
as_set "$work/said" >"$work/wanted"
ok "and make more than five cases" test "$(wc -l <"$work/wanted")" -gt 5
afresh
ok "the past is told" timeout 300 "$B/drivers/feed" --quiet "$work/run" source.sock <"$work/before/events"
ok "and stored" test "$(ctl status --json | jq .events)" -ge "$PAST"
stop confided; mv "$work/state" "$work/state.past"

weighs()   { ctl status --json | grep -qE 'days are being weighed, [0-9]+ % of them|weighed is being judged'; }
again()    { stop confided; rm -rf "$work/state"; cp -a "$work/state.past" "$work/state"; rm -f "$work/spool"/*; clock 0; judge; }
rested()   { ctl status --json >"$work/resting"; test -s "$work/resting" && ! weighs; }

# ---- nobody waits for it
again
ok "status says that the past is being weighed, and how far it is" until_true 10 weighs
whole()    { local begun; begun=$(date +%s%3N); until_true 120 rested; echo $(($(date +%s%3N) - begun)) >"$work/took"; }
whole | "$B/drivers/patience" "$work/run" >"$work/waits"; echo "# it took $(cat "$work/took") ms and more; waits: $(cat "$work/waits")"
# Who had to wait for it would have waited nearly all of its time.
ok "several log in meanwhile, and wait for a fraction of that" awk -v took="$(cat "$work/took")" '{ good = $2 < took / 2 && $5 < took / 2 && $8 < 50 + took / 2 && $11 > 1 } END { exit !good }' "$work/waits"
again; until_true 10 weighs
pid=$(cat "$work/confided.pid"); begun=$(date +%s%3N); kill -TERM "$pid"; wait "$pid"; code=$?; rm "$work/confided.pid"
ok "SIGTERM ends it well and soon (in $(($(date +%s%3N) - begun)) ms)" test "$code" = 0 -a $(($(date +%s%3N) - begun)) -lt 3000
judge
ok "started anew it weighs the past again" until_true 10 weighs
ok "and comes to its end" until_true 120 rested

# ---- killed in the middle
for round in $(seq "${ROUNDS:-3}"); do
    again
    shuffle "$RANDOM" >"$work/arriving"
    feed_all >"$work/feed.log" 2>&1 & feeder=$! amid=0
    for _ in $(seq "$KILLS"); do
        sleep "0.$(printf %02d $((RANDOM % 60 + 1)))"
        ! weighs || amid=$((amid + 1))
        die; judge
    done
    ok "it was killed while it weighed in round $round ($amid times of $KILLS)" test "$amid" -gt 0
    ok "in round $round it takes all that is sent again" wait "$feeder"
    ok "and comes to an end with the past" until_true 120 rested
    ok "and makes the cases of the replay" a_day_later
    show
    says "and its history is whole" '"good":"yes"' ctl verify --json
done
finish
