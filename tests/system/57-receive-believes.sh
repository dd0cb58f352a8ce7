#!/bin/bash
# Whom the receiver believes, what it keeps once, and what it answers.
# Beside the others.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/recv-lib.sh"
prepare_receiver 'tolerance = 60'
receiver
answers() { local want=$1; shift; "$@" >"$work/answers" 2>&1; cat "$work/answers"; [ "$(cut -d' ' -f1 "$work/answers" | tr '\n' ' ')" = "$want " ]; }

ok "a heartbeat is answered with our anchor" bash -c "$(declare -f machine); B='$B' work='$work' url='$url'; machine 1 'add 10' beat | grep -qx '200 {\"anchor\":11,\"state\":\"received\"}'"
machine 1 'add 10' beat 'report C-0000000000000001 1' again >"$work/answers"
ok "a report gets our own reference" grep -qx '200 {"anchor":11,"reference":"R-1","state":"received"}' "$work/answers"
ok "the same report again is known, whenever it is signed" grep -qx '200 {"anchor":11,"reference":"R-1","state":"already"}' "$work/answers"
ok "a later version is the same case" grep -qx '200 {"anchor":11,"reference":"R-1","state":"received"}' <(machine 1 'add 10' 'report C-0000000000000001 2 confide.case.grown')
ok "the same case of another machine is another one" grep -qE '"reference":"R-[2-9]"' <(machine 2 'add 10' 'report C-0000000000000001 1')
ok "the same id with another body is refused" answers '200 422' machine 3 'add 1' 'report C-0000000000000003 1' other
ok "and told" found id-reused
ok "a heartbeat that is repeated byte by byte is refused" answers '200 400' machine 3 'add 9' beat replay
ok "and told" found replayed
ok "a message without a signature that fits is refused" answers '200 400' machine 3 'add 9' beat unsigned
ok "an unknown machine is refused" answers 401 machine 4 stranger
ok "and told" test "$(told unknown-machine)" = 1
ok "a known machine that we never heard is believed" answers 200 machine 4 beat
ok "a message that a known machine signed, but nobody can read, is refused" answers 400 machine 4 "garbage {\"type\":\"x\",\"key\":\"$(machine 4 key)\"}"
ok "and told" found unreadable
ok "one that names no key is tried against none" answers 401 machine 4 'garbage {"type":"x"}'
ok "a clock that is too far behind is refused, and may come again" answers 425 machine 4 'set late 62' beat
ok "a clock that is too far ahead is refused, and may come again" answers 425 machine 4 'set late -62' beat
ok "a clock within the tolerance is not" answers 200 machine 4 'set late 55' beat
ok "what is wrong with the clock is told once in a minute" found wrong-time

(umask 077; echo "whsec_$(openssl rand -base64 32)" >"$work/wrong")
ok "who does not know the shared secret is refused" answers '401 401 401' env secret="$work/wrong" bash -c "$(declare -f machine); B='$B' work='$work' url='$url'; machine 1 beat beat beat"
ok "and told once, however often" test "$(told forged)" = 1
ok "who signs with the key alone is refused where there is a secret" answers 401 env secret=- bash -c "$(declare -f machine); B='$B' work='$work' url='$url'; machine 1 beat"

curl() { command curl -s -m 10 --cacert "$work/ca/ca.pem" -o "$work/body" -w '%{http_code}' "$@" || true; }
ok "GET is refused" test "$(curl "$url")" = 405
ok "a body over 64 KiB is refused" test "$(head -c 65537 /dev/zero | curl -H Expect: --data-binary @- "$url")" = 413
ok "also where its length is not told" test "$(head -c 65537 /dev/zero | curl -H Expect: -H 'Transfer-Encoding: chunked' --data-binary @- "$url")" = 413
ok "64 KiB are read" test "$(head -c 65536 /dev/zero | curl -H Expect: --data-binary @- "$url")" = 400
ok "a header that is there twice is refused" test "$(curl -H 'webhook-id: a' -H 'webhook-id: b' -H 'webhook-timestamp: 1' -H 'webhook-signature: v1,x' -d x "$url")" = 400

ok "people see the cases" test "$(ask --list --json | jq -r 'select(.reference == "R-1") | "\(.machine) \(.version) \(.severity)"')" = "PC-1 2 5"
ok "a case is acknowledged" ask --acknowledge R-1 --by 'Dr Ames'
ok "and its machine hears of it" grep -q '"reference":"R-1","state":"acknowledged"' <(machine 1 'add 20' 'report C-0000000000000001 3 confide.case.grown')
says "who has acknowledged it stands in the list" "acknowledged by Dr Ames" ask --list
refuses "nobody acknowledges it twice" ask --acknowledge R-1
says "a case that there is not is said so" "there is no case 'R-99'" ask --acknowledge R-99
says "an id that two machines use is not guessed at" "several machines have a case" ask --acknowledge C-0000000000000001
says "while one runs, no other opens the database" "is confide-receive running" "$B/confide-receive" --config "$work/receive.conf" --foreground

stop receiver
python3 -c "import sqlite3; c = sqlite3.connect('$work/state/receive.db'); c.execute('update incident set says = ? where n = 1', ('a ' * 200 + 'THE END COUNTS: 900 patients',)); c.commit()"
receiver
says "a long sentence is shown to its end" "a a THE END COUNTS: 900 patients" ask --list
sed -i '/PC-4$/d' "$work/machines"
kill -HUP "$(cat "$work/receiver.pid")"; sleep 1
ok "a machine that is taken out of the list is not believed any more" answers 401 machine 4 beat
echo 'nonsense' >>"$work/machines"
kill -HUP "$(cat "$work/receiver.pid")"; sleep 1
ok "a list with a bad line leaves the last good one" answers 200 machine 5 beat
says "and the log says which line" "machines:16: it does not begin with" cat "$work/receiver.log"
says "people cannot ask where nobody listens" "is confide-receive running" bash -c "kill $(cat "$work/receiver.pid"); sleep 1; '$B/confide-receive' --config '$work/receive.conf' --list"
stop receiver

sed -i -e '/^machines/d' -e '$aenrol = first' "$work/receive.conf"; echo 'machines =' >>"$work/receive.conf"
receiver
ok "where machines are learnt, one that names its key is believed" answers '200 200' machine 9 beat beat
finish
