#!/bin/bash
# confide-post between a judge and an endpoint: what arrives, in what form, and that nothing is lost when one of the three goes away.
# Beside the others.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/post-lib.sh"
prepare

# --- the form of a report
endpoint good
head -c 90000 /dev/urandom >"$work/large"
voice "https://localhost:$port/reports?site=7"
ok "a report is delivered, and the judge hears the facts" \
    finds '^C-1-v1 transfer=0 status=204 retry_after=-1 answer=0 hash=e3b0c442.* error=$' "C-1-v1=$work/body"
ok "the body arrives byte by byte" cmp "$work/body" "$work/good/1.json"
ok "the signature verifies with openssl" verifies "$work/good/1.headers" "$work/good/1.json"
refuses "the signature of another body does not verify" verifies "$work/good/1.headers" "$work/large"
ok "a large body of any bytes arrives whole and signed" finds 'transfer=0 status=204' "C-2-v1=$work/large"
ok "and is the same" cmp "$work/large" "$work/good/2.json"
head_is() { [ "$(header "$work/good/1.headers" "$1")" = "$2" ]; }
ok "webhook-id is the report's id" head_is webhook-id C-1-v1
ok "Idempotency-Key is the id, in quotes" head_is Idempotency-Key '"C-1-v1"'
ok "it is said to be JSON" head_is Content-Type application/json
ok "it is said to be from Confide, with the version" grep -qE '^User-Agent: confide/[0-9.]+$' "$work/good/1.headers"
refuses "it does not wait for 100 Continue" grep -qi '^Expect:' "$work/good/2.headers"
ok "no header beyond the known ones is sent" [ -z "$(grep -viE \
    '^(host|user-agent|accept|content-type|content-length|webhook-(id|timestamp|signature)|idempotency-key):' "$work/good/1.headers")" ]
ok "the path and query are the configured ones" grep -qF 'POST /reports?site=7 ' "$work/good.log"

# --- again and again
sleep 1.1
ok "a second attempt of a report is taken as well" finds 'transfer=0 status=204' "C-1-v1=$work/body"
ok "the endpoint keeps it once" [ "$(received good) $(cat "$work/good/duplicates")" = "2 C-1-v1" ]
descriptors() { find "/proc/$(cat "$work/voice.pid")/fd" -mindepth 1 | wc -l; }
count=$(descriptors)
many=$(for i in $(seq 100); do echo "many-$i=$work/body"; done)
# shellcheck disable=SC2086 # a word each
ok "a hundred reports go one after the other" finds 'transfer=0 status=204' $many
ok "no descriptor stays open for them" until_true 3 eval "[ \$(descriptors) -le $count ]"
stop voice; stop good

# --- the answer gets lost, the endpoint goes away and comes back
endpoint lossy lost
voice "https://localhost:$port/"
ok "an answer that was lost is not taken for one" finds 'transfer=(52|56) status=0' "C-3-v1=$work/body"
ok "and the next attempt is" finds 'transfer=0 status=204' "C-3-v1=$work/body"
ok "the endpoint has the report once" [ "$(received lossy)" = 1 ]
stop lossy
ok "an endpoint that is away is a fact too" finds 'transfer=7 status=0 .*check \[post\] endpoint, network and firewall' "C-4-v1=$work/body"

# --- the judge goes away and comes back
ok "without a judge the voice waits and says for whom" until_true 5 grep -q 'waiting for confided' "$work/voice.log"
"$top/tests/system/fake-judge" "$work/run" never=/dev/null >"$work/judge.log" 2>&1 &
judge=$!
gone() { kill -9 "$judge"; wait "$judge"; ! kill -0 "$judge" 2>/dev/null; }
until_true 5 [ -S "$work/run/post.sock" ]
ok "a judge that is killed does not take the voice along" gone
endpoint good
voice "https://localhost:$port/"
attempt "C-5-v1=$work/body" >/dev/null
ok "the same voice serves the next judge" finds 'transfer=0 status=204' "C-6-v1=$work/body"

# --- a judge that speaks nonsense
before=$(wc -l <"$work/good.log")
for kind in magic version size short type cut body-size body-empty too-long attempt endpoint endpoint-endless time before id-empty id-dot id-line id-quote id-endless; do
    voice "https://localhost:$port/"
    ok "a malformed message ends the connection: $kind" attempt --malformed "$kind"
    ok "and the voice says so: $kind" until_true 3 grep -q 'malformed message, connection closed' "$work/voice.log"
done
ok "nothing of it was sent" [ "$(wc -l <"$work/good.log")" = "$before" ]

# --- the end
endpoint stuck slow
voice "https://localhost:$port/" "timeout = 60"
attempt "C-7-v1=$work/body" >"$work/judge.log" 2>&1 &
judge=$!
until_true 5 grep -q 'slow' "$work/stuck.log"
ends_at_once() { local pid since; pid=$(cat "$work/voice.pid"); since=$(date +%s%N); kill -TERM "$pid"; rm "$work/voice.pid"; wait "$pid" || return 1
                 echo "$(( ($(date +%s%N) - since) / 1000000 )) ms"; [ $(( $(date +%s%N) - since )) -lt 500000000 ]; }
ok "SIGTERM ends the voice at once, also within an attempt" ends_at_once
ok "the judge is told nothing of the attempt that was dropped" eval "! wait $judge && grep -q 'got None' $work/judge.log"

voice ""
ok "without an endpoint the voice says so and waits" until_true 3 grep -q 'endpoint is not set: reports are kept' "$work/voice.log"
ok "and ends when asked" ends_at_once
finish
