# confidectl replay: recorded events through the agent's own judge, in a small written clinic.
# Beside the others.
. "$(dirname "$0")/lib.sh"; . "$(dirname "$0")/ctl-lib.sh"
clinic
replay() { ctl replay --context "$work/context" --events "$work/events" "$@"; }

# A day on which every look has its appointment.
for n in $(seq 1 15); do access asmith read "p$n" "/srv/records/p$n/notes.txt" "$((n + 10))"; done >"$work/events"
exits 0 "a day with appointments is judged" replay
ok "and gives no case" test ! -s "$work/said"
tells "the summary counts the events" "15 events judged"
tells "the summary counts the cases" "0 cases"
tells "rules whose tables are not there are named" "These rules rest: "
hides "and no others" "unlisted-login-read"

# The same day with four things that should not be.
{ cat "$work/events"
  access mwilson read p99 /srv/records/p99/notes.txt 30                                              # nothing explains it
  access reception read p4 /srv/records/p4/notes.txt 31                                              # shared
  access stranger read p5 /srv/records/p5/notes.txt 32                                               # on no list
  for n in $(seq 1 12); do access jdoe delete "p$n" "/srv/records/p$n/notes.txt" 4$((n % 10)); done; } >"$work/more"
mv "$work/more" "$work/events"
exits 0 "cases are the answer and no failure" replay
ok "every case is one object of FORMATS section 3" jq -es 'all(has("case") and has("class") and has("certainty") and has("severity") and has("says") and has("events") and has("raised"))' "$work/said"
ok "no id comes twice" test "$(jq -r .case "$work/said" | sort | uniq -d | wc -l)" = 0
ok "they come in the order raised" test "$(jq -r .raised "$work/said")" = "$(jq -r .raised "$work/said" | sort)"
ok "one look that nothing explains is no case yet" jq -es 'all(.login != "mwilson")' "$work/said"
ok "the shared login is found, by its line" jq -es 'any(.login == "reception" and (.rules | index("shared-login-read")) and .events == [17])' "$work/said"
ok "the unlisted login is found, by its line" jq -es 'any(.login == "stranger" and (.rules | index("unlisted-login-read")) and .events == [18])' "$work/said"
ok "the deletions are a loss, all of them" jq -es 'any(.class == "loss" and .login == "jdoe" and .event_total == 12)' "$work/said"
ok "raised is the time of the event that decided" jq -es 'any(.login == "reception" and .raised == "2026-11-16T10:00:31.000Z")' "$work/said"
hides "who had an appointment is in no case" '"asmith"'
cp "$work/said" "$work/first"
exits 0 "again" replay
ok "the same input gives the same cases" cmp "$work/said" "$work/first"
exits 0 "standard input will do" ctl replay --context "$work/context" --events - <"$work/events"
ok "and gives the same cases" cmp "$work/said" "$work/first"

sed 's/^{/{"id":"00112233445566778899aabbccddeeff",/' "$work/events" >"$work/same"; cp "$work/events" "$work/keep"
cat "$work/same" >"$work/events"
exits 0 "events that all carry one id are one event" replay
tells "and it says so" "came twice and counted once"
cp "$work/keep" "$work/events"

{ echo 'no json'; printf '{"time":"\033[31m"}\n'; echo '{"kind":"access"}'; echo; head -c 300000 /dev/zero | tr '\0' 'x'; echo
  cat "$work/keep"; } >"$work/events"
exits 1 "lines that had to be rejected are a finding" replay
tells "each with file and line" "$work/events:1: not JSON"
tells "and the key that is wrong" "$work/events:3: \"time\" is missing"
tells "a line beyond bounds too" "$work/events:5: the line is longer"
tells "they are counted" "4 lines rejected"
hides "they cannot colour the terminal" $'\033'
ok "the others are judged all the same" test "$(wc -l <"$work/said")" = "$(wc -l <"$work/first")"
cp "$work/keep" "$work/events"

mkdir "$work/empty"
# As installed: the staff list lies beside the folder of the tables, not in it.
mkdir "$work/apart"; cp "$work/context"/*.csv "$work/apart"; mv "$work/apart/staff.csv" "$work/staff.csv"
{ cat "$work/confide.conf"; printf '[paths]\nstaff = %s\ncontext = %s\n' "$work/staff.csv" "$work/apart"; } >"$work/apart.conf"
sed -i "/^staff = .*context.staff/d; /^context = .*.context\$/d" "$work/apart.conf"
exits 0 "the configured folder's staff list is the configured one" "$B/confidectl" -c "$work/apart.conf" replay --context "$work/apart/" --events "$work/events"
hides "so no login goes unjudged" "no login is judged"
exits 0 "check finds it, too" "$B/confidectl" -c "$work/apart.conf" context check "$work/apart"
exits 0 "another folder's is none of it" ctl replay --context "$work/apart" --events "$work/events"
tells "and that is said" "no login is judged"
exits 0 "without tables there is still a judgement" ctl replay --context "$work/empty" --events "$work/events"
tells "the rules that rest are named" "These rules rest: shared-login-read, unlisted-login-read"
tells "and why" "staff.csv"
ok "what needs no table is found" jq -es 'any(.class == "loss")' "$work/said"
ok "what needs one is not made up" jq -es 'all(.rules | index("no-reason") | not)' "$work/said"
exits 3 "a folder that is not there could not be read" ctl replay --context "$work/none" --events "$work/events"
exits 3 "a file is no folder" ctl replay --context "$work/events" --events "$work/events"
exits 3 "events that are not there could not be read" ctl replay --context "$work/context" --events "$work/none"
exits 3 "a folder holds no events" ctl replay --context "$work/context" --events "$work/context"
: >"$work/events"
exits 0 "no events are no cases" replay
printf '[judge]\ndelete_files = 13\n' >>"$work/confide.conf"; cp "$work/keep" "$work/events"
exits 0 "the limits are the configuration's" replay
ok "12 deletions are none where 13 are needed" jq -es 'all(.class != "loss")' "$work/said"

# A month of a clinic: fast, in little memory.
awk 'BEGIN { for (i = 0; i < 200000; i++) printf "{\"time\":\"2026-11-%02dT%02d:%02d:%02dZ\",\"kind\":\"access\",\"action\":\"read\",\"login\":\"asmith\",\"patient\":\"p%d\",\"object\":\"/srv/records/p%d/a\",\"source\":\"file\"}\n", 1 + i / 8000, i / 360 % 24, i / 6 % 60, i % 6 * 10, i % 15 + 1, i % 15 + 1 }' >"$work/events"
if [ -n "${SANITIZE:-}${VALGRIND:-}" ]; then
    skip "200,000 events take under 30 seconds and 96 MiB of address space" "sanitizers and valgrind take more of both"
else
    ok "200,000 events take under 30 seconds and 96 MiB of address space" bash -c "ulimit -v 98304; timeout 30 '$B/confidectl' -c '$work/confide.conf' replay --context '$work/context' --events '$work/events'"
fi
finish
