#!/bin/bash
# What was seen reaches the judge once and whole, though it was away, went away in between, could not store, or was away too long.
[ "$(id -u)" != 0 ] || [ -n "${PRIVATE:-}" ] || ! unshare -m true 2>/dev/null || PRIVATE=1 exec unshare -m bash "$0" "$@"
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/watch-lib.sh"
needs_root "confide-watch keeps events"
command -v python3 >/dev/null || { skip "confide-watch keeps events" "needs python3"; finish; }
prepare "confide-watch keeps events"
store() { "$top/tests/system/fake-store" "$work/run" "$@"; }
reads() { for i in $(seq "$1"); do cat "$records/P1/$((i % 9 + 1))"; done >/dev/null; }
objects() { grep -c "	read	" "$1"; }
distinct() { cut -f1 "$1" | sort -u | wc -l; }

eye
reads 200
ok "with the judge away readers go on, and that is said once" test "$(grep -c 'Is confided running' "$work/eye.log")" = 1
store --until 200 >"$work/first"
ok "when it is back, all 200 events are there" test "$(objects "$work/first")" = 200
ok "... each once" test "$(distinct "$work/first")" = 200

reads 300 & reader=$!
store --quit-after 60 >"$work/second"
wait "$reader"
store --seconds 3 >>"$work/second"
ok "a judge that goes away in between gets the rest when it is back" test "$(distinct "$work/second")" -ge 299
ok "... what it had not acknowledged comes again with the same id" \
    test "$(grep -c . "$work/second")" -gt "$(distinct "$work/second")"

reads 50
store --seconds 4 --nak 10 >"$work/third"
ok "a judge that cannot store now loses nothing" test "$(distinct "$work/third")" -ge 50

eye "queue = 64"
reads 200
sleep 4 # until it is sure that each was one read
store --seconds 4 >"$work/fourth"
ok "a queue that is full keeps the oldest events" test "$(objects "$work/fourth")" = 64
ok "... and owns up to the rest in one event with their count" grep -qE "	gap	.*	136	.*136 events .* are lost" "$work/fourth"

eye
reads 30
stop eye & stopping=$!
store --seconds 2 >"$work/fifth"
wait "$stopping"
ok "at its end it still gives what it has" test "$(objects "$work/fifth")" = 30
ok "... and says that watching stopped" grep -q "	stopped	" "$work/fifth"

eye "attribution = best-effort"
store --seconds 4 >"$work/sixth" & judge=$!
sleep 1
bash -c "exec <'$records/P1/1'; sleep 0.3"
wait "$judge" # longer than the first canary needs
ok "with best-effort nobody waits and every event says how it was named" \
    sh -c "grep -q '	read	' '$work/sixth' && ! grep '	read	' '$work/sixth' | grep -q '	waiting	'"
refuses "... and the canary is seen there too" grep -q '	silent	' "$work/sixth"
mount -t tmpfs tmpfs "$records"
store --seconds 3 >"$work/seventh"
ok "... and missed when something is mounted over the records" grep -q '	silent	' "$work/seventh"
umount "$records"

# Opens may not be held on overlayfs; kernels before 6.5 cannot tell of them either, and then that is said.
mkdir "$work/tmpfs/upper" "$work/tmpfs/inner"; mv "$records" "$work/tmpfs/lower"; mkdir "$records"
if mount -t overlay -o "lowerdir=$work/tmpfs/lower,upperdir=$work/tmpfs/upper,workdir=$work/tmpfs/inner" overlay "$records"; then
    eye
    if grep -q 'cannot be watched' "$work/eye.log"; then
        skip "where opens may not be held they are told after the fact" "this kernel cannot watch overlayfs, and says so"
    else
        ok "where opens may not be held, that is said at the start" grep -q 'opens must not wait' "$work/eye.log"
        sleep 2.2
        bash -c "exec <'$records/P1/1'; sleep 0.3"
        store --seconds 2 >"$work/eighth"
        ok "... and they are told after the fact, with their patient" grep -q "	read	.*	P1	$records/P1/1	" "$work/eighth"
        refuses "... and the canary is seen" grep -q '	silent	' "$work/eighth"
    fi
    stop eye; umount "$records"
else
    skip "where opens may not be held they are told after the fact" "no overlayfs here"
fi
eye
deadman=$(pgrep -P "$(eye_pid)" -x confide-deadman)
gone() { ! grep -q '^State:	[RSD]' "/proc/$1/status" 2>/dev/null; }
(sleep 0.5; kill -KILL "$(eye_pid)") &
store --seconds 2 >"$work/ninth"
ok "a watcher that is killed is told of all the same" grep -q "	stopped	.*killed or crashed" "$work/ninth"
ok "... and its deadman goes with it" eval '[ -n "$deadman" ] && until_true 3 gone "$deadman"'
eye
(sleep 0.5; kill -STOP "$(eye_pid)") &
store --seconds 4 >"$work/tenth"
ok "one that was stopped dead, too" grep -q "	stopped	.*hung and was ended" "$work/tenth"
eye
(sleep 0.5; stop eye) &
store --seconds 2 >"$work/eleventh"
ok "one that is told to end says so once" test "$(grep -c '	stopped	' "$work/eleventh")" = 1
finish
