#!/bin/bash
# The same events make the same cases: judged live by confided in whatever order they arrive within a minute, killed and started anew in between, or replayed
# from a file. What a case says of who, which patients, which rules, which events, when, and in what words; not when it was raised, its version and its id.
# confided lives by a wall clock of its own here (the machine's stays as it is): each part of the events comes before that clock is a minute past them, and
# at the end a day goes by, so that whatever waits for late rows has waited.
. "$(dirname "$0")/lib.sh"; . "$(dirname "$0")/ctl-lib.sh"
clinic
[ -z "${SANITIZE:-}${VALGRIND:-}" ] || { skip "live judging and replay make the same cases" "sanitizers and valgrind do not bear a clock put under them"; finish; }
cat >"$work/clock.c" <<'C'
/* The wall clock as the file $CLOCK says, in seconds; all other clocks as they are. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
int clock_gettime(clockid_t id, struct timespec *now)
{
    FILE *file = id == CLOCK_REALTIME ? fopen(getenv("CLOCK"), "re") : NULL;
    long second;
    if (!file)
        return (int)syscall(SYS_clock_gettime, id, now);
    if (fscanf(file, "%ld", &second) != 1)
        abort();
    fclose(file);
    *now = (struct timespec){.tv_sec = second};
    return 0;
}
C
"${CC:-cc}" -D_GNU_SOURCE -O -shared -fPIC -o "$work/clock.so" "$work/clock.c"
ORDERS=${ORDERS:-5} KILLS=${KILLS:-5} SEED=${SEED:-$(date +%N)}
echo "# SEED=$SEED gives these orders and kills again"
RANDOM=$((10#$SEED % 32768))
sed -i 's/^reception/lmay,Lee May,person,nurse,ward 1,2020-01-01,,May,1990-01-01\nkross,Kay Ross,person,nurse,ward 1,2020-01-01,,Ross,1991-01-01\nreception/' "$work/context/staff.csv"

{ echo patient,from,to,login,unit,kind
  for n in $(seq 40); do echo "p$n,$(date -I -d yesterday),$(date -I -d tomorrow),asmith,,appointment"; done; } >"$work/context/encounters.csv"

# ---- a quarter of an hour in the clinic
start=$(($(date +%s) - 1000)) PARTS=${PARTS:-6}
awk -v seed="$RANDOM" -v start="$start" '
    function at(second) { ms = int((second - int(second)) * 1000); return strftime("%Y-%m-%dT%H:%M:%S", start + int(second), 1) sprintf(".%03dZ", ms) }
    function event(second, kind, action, login, patient, rest) {
        line = sprintf("{\"id\":\"%08x%08x%08x%08x\",\"time\":\"%s\",\"kind\":\"%s\",\"action\":\"%s\",\"host\":\"pc-1\"", rand() * 2 ^ 31, rand() * 2 ^ 31, rand() * 2 ^ 31, ++n, at(second), kind, action)
        if (login != "") line = line ",\"login\":\"" login "\""
        if (patient != "") line = line ",\"patient\":\"" patient "\",\"object\":\"/r/" patient "/" (file == "" ? "notes.txt" : file) "\""
        file = ""
        printf "%.3f\t%s%s}\n", second, line, rest
    }
    function seen(second, action, login, patient, rest) { event(second, "access", action, login, patient, ",\"source\":\"file\",\"named\":\"waiting\",\"program\":\"/usr/bin/evince\"" rest) }
    BEGIN {
        srand(seed)
        for (i = 0; i < 600; i++) seen(rand() * 780, i % 7 ? "read" : "update", "asmith", "p" int(rand() * 40) + 1)              # all with appointments
        for (i = 0; i < 30; i++) seen(rand() * 780, "read", "mwilson", "p" int(rand() * 15) + 1)                                # none explained
        for (i = 0; i < 45; i++) seen(rand() * 780, "read", "lmay", "q" i)                                                      # many
        for (i = 0; i < 12; i++) seen(rand() * 780, "read", "jold", "p" i + 1)                                                  # has left
        for (i = 0; i < 12; i++) seen(rand() * 780, "read", "reception", "p" i + 1)
        for (i = 0; i < 12; i++) seen(rand() * 780, "export", "stranger", "p" i + 1)
        for (i = 0; i < 12; i++) seen(rand() * 780, "read", "backup", "p" i + 1)
        for (i = 0; i < 4; i++) event(rand() * 780, "access", "read", "", "p" i + 1, ",\"source\":\"file\",\"named\":\"nobody\",\"program\":\"/usr/bin/odd\"")
        for (i = 0; i < 14; i++) { file = "old-" i ".doc"; seen(200 + rand() * 50, "delete", "kross", "p1") }                   # a loss
        for (i = 0; i < 9; i++) { file = "tidy-" i; seen(rand() * 780, "delete", "asmith", "p2") }                              # none
        for (i = 0; i < 25; i++) { file = "scan-" i ".pdf"; seen(400 + rand() * 40, "update", "kross", "p3", ",\"signs\":\"header\"") } # damage
        for (i = 0; i < 20; i++) { file = "swap-" i; t = rand() * 700; seen(t, "create", "lmay", "p4"); file = "swap-" i; seen(t + 1 + rand() * 20, "delete", "lmay", "p4") }
        for (i = 0; i < 15; i++) { file = "x-" i ".pdf"; seen(500 + rand() * 30, "rename", "lmay", "p5", ",\"to\":\"/r/p5/x-" i ".locked\",\"signs\":\"extension\"") }
        file = "canary"; seen(300, "update", "asmith", "p6", ",\"signs\":\"canary\"")
        for (i = 0; i < 6; i++) event(rand() * 780, "integrity", i % 2 ? "gap" : "tampered", "", "", ",\"source\":\"agent\"")
        event(350, "device", "detach", "", "", ",\"source\":\"file\",\"object\":\"/r\"")
        pam = ",\"source\":\"pam\",\"service\":\"login\""
        for (i = 0; i < 12; i++) event(100 + rand() * 90, "login", "fail", "kross", "", pam)
        for (i = 0; i < 3; i++) { event(rand() * 780, "login", "open", "jold", "", pam); event(rand() * 780, "login", "refuse", "stranger", "", pam) }
        event(600, "login", "override", "breakglass", "", pam)
        for (i = 0; i < 20; i++) event(rand() * 780, "login", i % 2 ? "open" : "close", "asmith", "", pam)
        seen(790, "read", "asmith", "p1")
    }' >"$work/timed"
cut -f2 "$work/timed" >"$work/any"; sort -n "$work/timed" | cut -f2 >"$work/events"
total=$(wc -l <"$work/events")
jq -Rs 'split("\n") | map(select(. != "") | fromjson | .id)' "$work/events" >"$work/ids"

# What a case is, one line each: sorted where order means nothing. Cases about events that are none of ours (the agent speaks for itself too) are left out.
as_set() { jq -Scs --slurpfile ids "$work/ids" '($ids[0] | map({(.): true}) | add) as $ours | map(
    .events |= (map(if type == "number" then $ids[0][. - 1] else . end) | sort) | select(.events | all($ours[.])) |
    {class, certainty, severity, login, patients: (.patients | sort), rules: (.rules | sort), events, first, last, says, event_total, patient_total, record_total}
    ) | sort | .[]' "$1"; }

exits 0 "the events are replayed" ctl replay --context "$work/context" --events "$work/events"
as_set "$work/said" >"$work/wanted"
ok "and make cases of every kind" jq -es '[.[].class] | unique | length >= 3' "$work/wanted"
ok "more than five" test "$(wc -l <"$work/wanted")" -gt 5
exits 0 "replayed in no order at all" ctl replay --context "$work/context" --events "$work/events"

# confided's clock stands at so many seconds after the start until it is set anew.
clock()  { echo $((start + $1)) >"$work/clock.new"; mv "$work/clock.new" "$work/clock"; }
judge()  {
    start confided env LD_PRELOAD="$work/clock.so" CLOCK="$work/clock" "$B/confided" --config "$work/confide.conf" --foreground
    until_true 10 test -S "$work/run/ctl.sock"
}
# "ARRIVAL EVENT" lines: each up to a minute after its time.
shuffle() { awk -F'\t' -v seed="$1" 'BEGIN { srand(seed) } { printf "%.3f\t%s\n", $1 + rand() * 59, $2 }' "$work/timed" | sort -n; }
# Both senders play one part; what the login module tells goes its own way, at the same time.
feed()   {
    grep '"kind":"login"' "$1" | timeout 120 "$B/drivers/feed" --quiet "$work/run" pam.sock & local logins=$!
    grep -v '"kind":"login"' "$1" | timeout 120 "$B/drivers/feed" --quiet "$work/run" source.sock && wait "$logins"
}
# Part after part; the clock stands where the part's first event arrived, so none comes later than it may.
feed_all() {
    rm -f "$work"/part.*; split -n "l/$PARTS" "$work/arriving" "$work/part."
    for part in "$work"/part.*; do
        clock "$(head -1 "$part" | cut -d. -f1)"
        cut -f2 "$part" >"$work/lines"
        feed "$work/lines" || return
    done
}
same()   { ctl cases --json >"$work/live" && as_set "$work/live" >"$work/got" && diff "$work/wanted" "$work/got"; }
settled() { same >"$work/difference"; }
afresh() { stop confided; rm -rf "$work/state"; (umask 077; mkdir "$work/state"); rm -f "$work/spool"/*; clock 0; judge; }
die()    { { kill -KILL "$(cat "$work/confided.pid")"; wait "$(cat "$work/confided.pid")"; rm -f "$work/confided.pid"; } 2>/dev/null; }

# The clock goes on by a day and a bit; confided looks at it every ten seconds, or when it is told something.
a_day_later() { clock $((790 + 26 * 3600)); sleep 0.2; kill -HUP "$(cat "$work/confided.pid")"; until_true 25 settled; }
show() { grep '^[<>]' "$work/difference" | while read -r side line; do
    jq -c --arg side "$side" '[$side, .login, .class, .severity, .rules, (.events | length), (.patients | length), .first, .last, .says]' <<<"$line"; done | sed 's/^/    # /' | cut -c1-700 | head -20; }

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
