#!/bin/bash
# What is found may begin in the quiet after a case that is as old again as story_days: a confided that was started in between goes on with that case, as a replay does.
. "$(dirname "$0")/lib.sh"; . "$(dirname "$0")/ctl-lib.sh"
clinic "[judge]" "story_days = 1" "delete_files = 10" "delete_seconds = 900"
[ -z "${SANITIZE:-}${VALGRIND:-}" ] || { skip "a restart between two halves of a finding" "sanitizers and valgrind do not bear a clock put under them"; finish; }
. "$(dirname "$0")/live-lib.sh"
start=$(($(date +%s) - 90000))

# deletes FROM COUNT: so many by asmith, one a second, FROM seconds after the start.
deletes() {
    awk -v from="$1" -v count="$2" -v start="$start" 'BEGIN { for (i = 0; i < count; i++) printf "{\"id\":\"%032x\",\"time\":\"%s\",\"kind\":\"access\",\"action\":\"delete\",\"host\":\"pc-1\",\"login\":\"asmith\",\"patient\":\"p1\",\"object\":\"/r/p1/%d.txt\",\"source\":\"file\",\"named\":\"waiting\",\"program\":\"/usr/bin/rm\"}\n",
        from * 1000 + i, strftime("%Y-%m-%dT%H:%M:%SZ", start + from + i, 1), from + i }'
}
# At the time of its last line.
told()  { clock "$1"; timeout 60 "$B/drivers/feed" --quiet "$work/run" source.sock <"$2"; }
cases() { ctl cases --json >"$work/live"; jq -r .event_total "$work/live" | xargs; }

deletes 0 12 >"$work/first"
deletes $((86400 - 200)) 6 >"$work/half"
deletes $((86400 + 200)) 6 >"$work/rest"
cat "$work/first" "$work/half" "$work/rest" >"$work/events"
exits 0 "all is replayed" ctl replay --context "$work/context" --events "$work/events"
tells "as one case" '"event_total":24'

afresh
ok "twelve deletes are told" told 20 "$work/first"
ok "and are a case" until_true 10 eval 'test "$(cases)" = 12'
ok "six more, nearly a day later, are told" told $((86400 - 190)) "$work/half"
stop confided; clock $((86400 + 100)); judge
ok "and the last six to a judge that was started when the case was more than a day old" told $((86400 + 210)) "$work/rest"
ok "they go into that case, with those before them" until_true 10 eval 'test "$(cases)" = 24'
finish
