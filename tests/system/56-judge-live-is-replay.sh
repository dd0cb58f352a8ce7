#!/bin/bash
# The same events make the same cases: judged live by confided in whatever order they arrive within a minute, killed and started anew in between, or replayed
# from a file. What a case says of who, which patients, which rules, which events, when, and in what words; not when it was raised, its version and its id.
# confided lives by a wall clock of its own here (the machine's stays as it is): each part of the events comes before that clock is a minute past them, and
# at the end a day goes by, so that whatever waits for late rows has waited.
. "$(dirname "$0")/lib.sh"; . "$(dirname "$0")/ctl-lib.sh"
clinic
[ -z "${SANITIZE:-}${VALGRIND:-}" ] || { skip "live judging and replay make the same cases" "sanitizers and valgrind do not bear a clock put under them"; finish; }
. "$(dirname "$0")/live-lib.sh"
ORDERS=${ORDERS:-5} KILLS=${KILLS:-5} SEED=${SEED:-$(date +%N)}
echo "# SEED=$SEED gives these orders and kills again"
RANDOM=$((10#$SEED % 32768))
start=$(($(date +%s) - 1000)) PARTS=${PARTS:-6}
live_clinic; live_story

exits 0 "the events are replayed" ctl replay --context "$work/context" --events "$work/events"
as_set "$work/said" >"$work/wanted"
ok "and make cases of every kind" jq -es '[.[].class] | unique | length >= 3' "$work/wanted"
ok "more than five" test "$(wc -l <"$work/wanted")" -gt 5
exits 0 "replayed in no order at all" ctl replay --context "$work/context" --events "$work/events"

for order in $(seq "$ORDERS"); do
    afresh
    shuffle "$RANDOM" >"$work/arriving"; cut -f2 "$work/arriving" >"$work/shuffled"
    refuses "order $order is another" cmp -s "$work/shuffled" "$work/events"
    ok "all $total events are taken in order $order" feed_all
    ok "order $order makes the cases of the replay" a_day_later
    show
    exits 0 "order $order is replayed" ctl replay --context "$work/context" --events "$work/shuffled"
    cp "$work/ids" "$work/ids.sorted"; jq -Rs 'split("\n") | map(select(. != "") | fromjson | .id)' "$work/shuffled" >"$work/ids"
    as_set "$work/said" >"$work/got"; mv "$work/ids.sorted" "$work/ids"
    ok "and makes the same cases there" diff "$work/wanted" "$work/got"
done

for round in $(seq "${ROUNDS:-3}"); do
    afresh
    shuffle "$RANDOM" >"$work/arriving"
    feed_all >"$work/feed.log" 2>&1 & feeder=$! amid=0
    for _ in $(seq "$KILLS"); do
        sleep "0.$(printf %02d $((RANDOM % 30 + 1)))"
        ! kill -0 "$feeder" 2>/dev/null || amid=$((amid + 1))
        die; judge
    done
    ok "it was killed amid them in round $round ($amid times)" test "$amid" -gt 0
    ok "killed in round $round, it takes all that is sent again" wait "$feeder"
    die; judge
    ok "and makes the cases of the replay" a_day_later
    show
    says "and its history is whole" '"good":"yes"' ctl verify --json
done
ok "all events are there" test "$(ctl status --json | jq .events)" -ge "$total"

# ---- a test that cannot fail is none
afresh
sed 5,200d "$work/arriving" >"$work/fewer"; mv "$work/fewer" "$work/arriving"
ok "where events are kept back" feed_all
refuses "the cases are others" a_day_later
finish
