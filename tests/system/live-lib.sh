# What the tests of live judging share, beside lib.sh and ctl-lib.sh: a quarter of an hour in a clinic with wrongdoers of every kind, confided under a wall clock of
# its own (the machine's stays as it is), what is told to it in any order, and the cases as a set that can be compared. The test sets `start`, the second at which
# that quarter begins, and PARTS, in which it is told: each part comes before the clock is a minute past its events.
#
#   live_clinic       the tables; live_story: the events, as $work/timed ("SECOND EVENT") and, in their order, $work/events
#   as_set FILE       the cases of FILE (as replay or `confidectl cases --json` says them) about these events, one line each
#   clock SECOND      sets confided's clock: so many seconds after the start; judge, die, afresh: starts it, kills it, starts it on an empty store
#   shuffle SEED      "ARRIVAL EVENT" lines; feed_all tells $work/arriving
#   a_day_later       lets a day go by: succeeds once the cases are those in $work/wanted; show says what differs
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

live_clinic() {
    sed -i 's/^reception/lmay,Lee May,person,nurse,ward 1,2020-01-01,,May,1990-01-01\nkross,Kay Ross,person,nurse,ward 1,2020-01-01,,Ross,1991-01-01\nreception/' "$work/context/staff.csv"
    { echo patient,from,to,login,unit,kind
      for n in $(seq 40); do echo "p$n,$(date -I -d yesterday),$(date -I -d tomorrow),asmith,,appointment"; done; } >"$work/context/encounters.csv"
}

live_story() {
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
}

# What a case is, one line each: sorted where order means nothing. Cases about events that are none of ours (the agent speaks for itself too) are left out.
as_set() { jq -Scs --slurpfile ids "$work/ids" '($ids[0] | map({(.): true}) | add) as $ours | map(
    .events |= (map(if type == "number" then $ids[0][. - 1] else . end) | sort) | select(.events | all($ours[.])) |
    {class, certainty, severity, login, patients: (.patients | sort), rules: (.rules | sort), events, first, last, says, event_total, patient_total, record_total}
    ) | sort | .[]' "$1"; }

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
