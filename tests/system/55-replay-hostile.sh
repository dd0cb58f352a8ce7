#!/bin/bash
# confidectl replay on event files that nobody should have written: each bad line is refused with its number and a reason, the rest is judged as if it were
# not there, and neither time nor memory is theirs to take.
# Beside the others.
. "$(dirname "$0")/lib.sh"; . "$(dirname "$0")/ctl-lib.sh"
clinic "[judge]" "alert_points = 100"
limit() { if [ -n "${SANITIZE:-}${VALGRIND:-}" ]; then timeout 300 "$@"; else (ulimit -v 262144; exec timeout 30 "$@"); fi; }
replay() { limit "$B/confidectl" -c "$work/confide.conf" replay --context "$work/context" "$@"; }
events() { replay --events "$work/events"; }
# What a case says of its event, wherever in the file that stood.
cases() { jq -Sc 'del(.case, .events)' "$work/said"; }
event() { printf '{"time":"2026-11-16T10:00:%s","kind":"access","action":"read","login":"asmith","patient":"p1"%b}\n' "${2:-40Z}" "$1"; }
{ access reception read p4 /srv/records/p4/notes.txt 31; access stranger read p5 /srv/records/p5/notes.txt 32; } >"$work/good"
cp "$work/good" "$work/events"
exits 0 "two events are judged" events
tells "but tell no rate a week" "The events span less than a day (1.0 seconds): no rate a week can be told."
cases >"$work/wanted"
ok "and make two cases" test "$(wc -l <"$work/wanted")" = 2

# hostile CLAIM REASON: standard input is one bad line (or file beginning); the good ones follow it.
hostile() {
    { cat; cat "$work/good"; } >"$work/events"
    exits 1 "$1 is a finding" events
    tells "$1 is named by line and reason" "$work/events:1: $2"
    tells "$1 is counted" "; 1 line rejected"
    cases >"$work/got"
    ok "$1 changes nothing in the rest" cmp "$work/wanted" "$work/got"
}
head -c 10000000 /dev/zero | tr '\0' 'x' | sed '$a\' | hostile "a line of 10 MB" "the line is longer than 256 KiB"
{ printf '{"reason":"'; head -c 10000000 /dev/zero | tr '\0' 'x'; echo '"}'; } | hostile "a text of 10 MB" "the line is longer than 256 KiB"
event ',"reason":"a\0b"' | hostile "a NUL" "not JSON"
event ',"reason":"a\\u0000b"' | hostile "an escaped NUL" "not JSON"
event ',"reason":"a\0377b"' | hostile "a byte that is not UTF-8" "not JSON"
event ',"reason":"\0355\0240\0200"' | hostile "a surrogate in UTF-8" "not JSON"
event ',"reason":"\0300\0257"' | hostile "an overlong character" "not JSON"
event ',"reason":"\\ud800"' | hostile "half a surrogate pair" "not JSON"
event ',"shoe":'"$(printf '[%.0s' $(seq 50000))" | hostile "50,000 brackets" "not JSON"
event ',"shoe":'"$(printf '[%.0s' $(seq 5000))1$(printf ']%.0s' $(seq 5000))" | hostile "5,000 arrays in each other" "not JSON"
awk 'BEGIN { printf "{"; for (i = 0; i < 1000000; i++) printf "\"k%d\":1,", i; print "\"z\":1}" }' | hostile "a million keys" "the line is longer than 256 KiB"
awk 'BEGIN { printf "{"; for (i = 0; i < 20000; i++) printf "\"k%d\":1,", i; print "\"k7\":1}" }' | hostile "20,000 keys, one of them twice" "not JSON"
event ',"login":"mwilson"' | hostile "a login that is told twice" "not JSON"
event ',"bytes":1e999' | hostile "a number beyond all numbers" "not JSON"
event ',"bytes":99999999999999999999999999' | hostile "a number beyond 64 bits" "not JSON"
event ',"bytes":1.5' | hostile "half a byte" '"bytes" is not a whole number'
event ',"bytes":-1' | hostile "negative bytes" '"bytes" is not a whole number'
event ',"count":-1' | hostile "a negative count" '"count" is not a whole number'
event ',"count":4294967296' | hostile "a count beyond bounds" '"count" is not a whole number'
event ',"count":"3"' | hostile "a count as text" '"count" is not a whole number'
event ',"patient":null' | hostile "a patient told twice, once as nothing" "not JSON"
event ',"signs":"harmless"' | hostile "a sign nobody knows" '"signs" holds a word'
event '' 61Z | hostile "a second that no clock has" '"time" is missing or not RFC 3339'
event '' 40 | hostile "a time without a zone" '"time" is missing or not RFC 3339'
for year in 0000 0001 1969 2200 9999; do
    event '' | sed "s/2026/$year/" | hostile "the year $year" '"time" is before 1970 or after 2199'
done
event '' | sed 's/2026/99999/' | hostile "the year 99999" '"time" is missing or not RFC 3339'
{ printf '\357\273\277'; event ''; } | hostile "a byte-order mark" "the file begins with a byte-order mark: save it as UTF-8 without one"
event "" | head -c 60 | sed '$a\' | hostile "half an event" "not JSON"
echo '"access"' | hostile "a text instead of an event" "not JSON"
echo '["access"]' | hostile "a list instead of an event" '"the line" is not an object'
echo 'time,kind,action' | hostile "a line of CSV" "not JSON"
printf '{"time":"\033[2J"}\n' | hostile "a terminal's command" "not JSON"
hides "and it is not carried out" $'\033'

# ---- what looks odd and is none
sed 's/$/\r/' "$work/good" >"$work/events"; printf '\r\n\n' >>"$work/events"
exits 0 "lines that end as on Windows are lines" events
cases >"$work/got"
ok "and give the same cases" cmp "$work/wanted" "$work/got"
head -c -1 "$work/good" >"$work/events"
exits 0 "a last line without its end is one" events
cases >"$work/got"
ok "and gives the same cases" cmp "$work/wanted" "$work/got"
{ cat "$work/good"; event "" | head -c 70; } >"$work/events"
exits 1 "a last line that was cut off is a finding" events
tells "by its line" "$work/events:3: not JSON"
cases >"$work/got"
ok "and changes nothing" cmp "$work/wanted" "$work/got"
awk 'BEGIN { printf "{\"time\":\"2026-11-16T10:00:40Z\",\"kind\":\"access\",\"action\":\"read\",\"login\":\"asmith\",\"patient\":\"p1\""
             for (i = 0; i < 20000; i++) printf ",\"k%d\":1", i; print "}" }' | cat - "$work/good" >"$work/events"
exits 0 "20,000 keys that mean nothing are let be" events
tells "their event counts" "3 events judged"

# ---- what is no file of lines
mkdir "$work/folder"
exits 3 "a folder holds no events" replay --events "$work/folder"
tells "and it says which" "$work/folder: Is a directory"
mkfifo "$work/pipe"; cat "$work/good" >"$work/pipe" & writer=$!
exits 0 "a pipe is read to its end" replay --events "$work/pipe"
wait "$writer"; cases >"$work/got"
ok "and gives the same cases" cmp "$work/wanted" "$work/got"
exits 0 "an empty input has no cases" replay --events /dev/null
exits 3 "a file that is not there is no empty one" replay --events "$work/none"
head -c 3000000 /dev/urandom >"$work/events"
exits 1 "noise is a finding" events
tells "its lines are counted, not all shown" "more lines like these are only counted"
ok "in few words" test "$(wc -l <"$work/erred")" -lt 40

# ---- wrong usage
cp "$work/good" "$work/events"
exits 2 "days that are none" replay --events "$work/events" --days 0
exits 2 "days and since together" replay --events "$work/events" --days 1 --since 2026-11-01
exits 2 "a span that ends before it begins" replay --events "$work/events" --since 2026-11-02 --until 2026-11-01
exits 2 "a time that is none" replay --events "$work/events" --until yesteryear

# ---- a span
exits 0 "what is later than --until is not judged" replay --events "$work/events" --until 2026-11-16T10:00:31Z
ok "one case is left" test "$(wc -l <"$work/said")" = 1
tells "and it says how many were later" "1 were later than --until"
{ access reception read p4 /srv/records/p4/notes.txt 31 | sed 's/11-16/08-01/'; cat "$work/good"; } >"$work/events"
exits 0 "the last day alone is counted" replay --events "$work/events" --days 1
ok "a case that was raised before is not told" test "$(wc -l <"$work/said")" = 2
tells "the summary says since when" "2 cases since 2026-11-15"
exits 0 "from a moment on" replay --events "$work/events" --since 2026-07-01
ok "all three cases are told" test "$(wc -l <"$work/said")" = 3
tells "the budget says what the threshold costs" "At 100 points this site had 0.0 cases a week; at 80 it would have had 0.0."
tells "beside each threshold only what it decides" "          60      0     0.0"
tells "and what needs no points apart" "Beside them 0.2 a week need no points"
tells "for each rule" "unlisted-login-read                  1     0.1      1"
finish
