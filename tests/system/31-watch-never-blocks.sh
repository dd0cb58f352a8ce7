#!/bin/bash
# Nobody waits for long, whatever happens to the watcher; and where it is blind, it says so.
[ "$(id -u)" != 0 ] || [ -n "${PRIVATE:-}" ] || ! unshare -m true 2>/dev/null || PRIVATE=1 exec unshare -m bash "$0" "$@"
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/watch-lib.sh"
needs_root "confide-watch never blocks people"
prepare "confide-watch never blocks people"

kill -STOP "$(eye_pid)"
ok "a reader is let go at most 2.5 s after the watcher was stopped dead" within 2500 cat "$records/P1/1"
ok "... and why is said" saw 'did not answer for 1000 ms and was ended'
ok "... and nobody waits after that" within 500 cat "$records/P1/2"

printing "$records"
(sleep 0.3; kill -KILL "$(eye_pid)") & killer=$!
ok "readers go on while the watcher is killed" bash -c "for i in \$(seq 300); do cat '$records/P1/1' || exit 1; sleep 0.002; done"
wait "$killer"

printing "$records"
kill -KILL "$(pgrep -P "$(eye_pid)")"
ok "a watcher without its deadman ends by itself" until_true 3 grep -q 'the deadman is gone' "$work/eye.log"
ok "... and says that watching stopped" saw '"action":"stopped"'
ok "... and readers go on" within 500 cat "$records/P1/1"

printing "$records"; sleep 1.5
mount -t tmpfs tmpfs "$records"
ok "a file system mounted over the records closes the eye, and that is told" saw '"kind":"integrity","action":"silent".*"object":"[^"]*/records"'
ok "... then what is there now is watched" until_true 5 grep -q 'the eye is open on .* again' "$work/eye.log"
echo new >"$records/new"; mkdir "$records/P9"; sleep 0.2; echo x >"$records/P9/1"; cat "$records/P9/1" >"$work/read"
ok "... really" saw '"action":"read".*"patient":"P9"'
umount "$records"
cat "$records/P1/3" >"$work/read"
ok "... and after the unmount the records again" saw '"action":"read".*/P1/3"'
mv "$records" "$records.away"
ok "records that are gone are told" saw '"kind":"device","action":"missing"'
mv "$records.away" "$records"
ok "... and found again" until_true 5 grep -q 'records is there' "$work/eye.log"

if command -v python3 >/dev/null; then
    printing "$records"
    pid=$(eye_pid); kill -STOP "$pid"
    python3 -c "
import os, sys
os.chdir(sys.argv[1] + '/P1')
os.rename('8', 'n0')
for i in range(20000): os.rename('n%d' % i, 'n%d' % (i + 1))" "$records"
    kill -CONT "$pid"
    ok "an overflow of the kernel's queue is told as a gap" saw '"kind":"integrity","action":"gap".*queue was full'
    ok "... and the watch goes on" until_true 5 cat "$records/P1/9"
    ok "... really" saw '"action":"read".*/P1/9"'
else
    skip "an overflow of the kernel's queue is told as a gap" "needs python3"
fi

finish
