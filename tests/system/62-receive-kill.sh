#!/bin/bash
# The receiver is killed at any moment, 200 times, while two machines report: what it answered with 200 is there, once; nothing
# is found that is not so, and no history is called altered.
# Beside the others.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/recv-lib.sh"
kills=${KILLS:-200}
prepare_receiver
sed -i "s/^listen.*/listen = 127.0.0.1:$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')/" "$work/receive.conf"
url=https://$(sed -n 's/^listen = 127.0.0.1/localhost/p' "$work/receive.conf")/
again() {
    while [ ! -e "$work/enough" ]; do
        "$B/confide-receive" --config "$work/receive.conf" --foreground --print >>"$work/alerts" 2>>"$work/receiver.log" &
        echo $! >"$work/target.new"; mv "$work/target.new" "$work/target" # in one step: whoever reads it finds a whole number
        wait $!
    done
}
gone() { kill -TERM "$(cat "$work/target")"; ! kill -0 "$keeper"; } # asked until it is so: one more may have begun meanwhile
: >"$work/alerts"
again 2>/dev/null & keeper=$!
printf 'many 100000\n' | "$B/drivers/teller" "$url" "$work/ca/ca.pem" "$work/secret" 1 >"$work/accepted.1" 2>&1 & one=$!
printf 'many 100000\n' | "$B/drivers/teller" "$url" "$work/ca/ca.pem" "$work/secret" 2 >"$work/accepted.2" 2>&1 & two=$!
done_kills=0
until_true 20 test -s "$work/accepted.1"
for _ in $(seq "$kills"); do
    sleep "0.$(printf %03d $((RANDOM % 250 + 30)))"
    kill -KILL "$(cat "$work/target")" 2>/dev/null && done_kills=$((done_kills + 1))
done
ok "two machines reported until the last kill" kill "$one" "$two"
wait "$one" "$two" 2>/dev/null
touch "$work/enough"; until_true 30 gone; wait "$keeper"
receiver
ask --list --json | jq -r '"\(.machine) \(.case)"' | sort >"$work/held"
for n in 1 2; do sed -n "s/^C-/PC-$n C-/p" "$work/accepted.$n"; done | sort >"$work/accepted"
ok "the receiver was killed at least $((kills * 9 / 10)) times ($done_kills), and took $(wc -l <"$work/accepted") reports" test "$done_kills" -ge $((kills * 9 / 10)) -a -s "$work/accepted"
ok "each report that was answered is there" test -z "$(comm -23 "$work/accepted" "$work/held")"
ok "none is there twice" test -z "$(uniq -d "$work/held")"
ok "none is there that nobody sent" test "$(comm -13 "$work/accepted" "$work/held" | wc -l)" -le 2
jq -r 'select(.alert == "case") | .reference' "$work/alerts" | sort -u | wc -l >"$work/told"
ok "each was told" test "$(cat "$work/told")" = "$(wc -l <"$work/held")"
ok "no machine was called altered" bash -c "! grep -E 'history|swapped|lowered|altered' '$work/alerts'"
ok "the database is whole" bash -c "kill $(cat "$work/receiver.pid"); sleep 1; python3 -c \"import sqlite3; assert sqlite3.connect('$work/state/receive.db').execute('pragma integrity_check').fetchone() == ('ok',)\""
finish
