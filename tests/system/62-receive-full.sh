#!/bin/bash
# No room at the receiver: what was answered stays, what cannot be kept is answered 503, and all goes on when there is room.
# Beside the others.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/recv-lib.sh"
needs_root "a full disk"
prepare_receiver 'max_mib = 64'
mount -t tmpfs -o size=2m none "$work/state" || { skip "a full disk" "cannot mount"; finish; }
tidy() { umount -l "$work/state" 2>/dev/null; }
receiver
statuses() { cut -c1-3 "$work/answers" | sort | uniq -c | awk '{printf "%s:%s ", $2, $1}'; }
reports() { local n; for n in $(seq "$1" "$2"); do echo "add 1"; printf 'report C-%016x 1\n' "$n"; done; }
machine 1 "$(reports 1 10)" >"$work/answers"
ok "with room all is kept" test "$(grep -c '^200' "$work/answers")" = 10
head -c 3000000 /dev/zero >"$work/state/filler" 2>/dev/null
machine 2 "$(reports 11 80)" >"$work/answers"
ok "without, 503 is answered ($(statuses))" grep -q '^503 {"error":"no room now"}' "$work/answers"
ok "and people are told once" test "$(told no-room)" = 1
accepted=$((10 + $(grep -c '^200' "$work/answers")))
rm "$work/state/filler"
machine 3 "$(reports 81 90)" >"$work/answers"
ok "with room again all is kept" test "$(grep -c '^200' "$work/answers")" = 10
ok "nothing that was answered is lost" test "$(ask --list --json | wc -l)" = $((accepted + 10))
stop receiver; receiver
ok "nor by a restart" test "$(ask --list --json | wc -l)" = $((accepted + 10))
stop receiver
sed -i 's/^max_mib.*/max_mib = 1/' "$work/receive.conf"; tidy
receiver
machine 4 "$(reports 1 600)" >"$work/answers"
ok "at max_mib it is the same ($(statuses))" grep -q '^503' "$work/answers"
ok "and no more is used than that" test "$(du -k "$work/state" | cut -f1)" -lt 4096
ok "what was kept can be seen" test "$(ask --list --json | wc -l)" = "$(grep -c '^200' "$work/answers")"
stop receiver
tidy
finish
