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

printing "$records"
pid=$(eye_pid); kill -STOP "$pid"
"$B/drivers/touches" rename "$records/P1/8" "$records/P1/eight"
kill -CONT "$pid"
ok "an overflow of the kernel's queue is told as a gap" saw '"kind":"integrity","action":"gap".*queue was full'
ok "... and the watch goes on" until_true 5 cat "$records/P1/9"
ok "... really" saw '"action":"read".*/P1/9"'

# Fifty readers at once while the watcher comes to harm, with a judge who is told. They are gathered before a gate, so that on no machine it is the start of
# a program that takes long; each says its exit code and how long it waited for its file.
readers=50 most_ms=2500 crowd=()
reader() { # FILE
    echo >>"$work/here"; exec 9<"$work/gate"
    local line code=0 began=${EPOCHREALTIME/./}
    read -r line <"$1" || code=$?
    echo "$code $(((${EPOCHREALTIME/./} - began) / 1000))" >>"$work/went-on"
}
gather() {
    rm -f "$work"/{gate,here,went-on}; mkfifo "$work/gate"
    for i in $(seq $readers); do reader "$records/P1/$((i % 7 + 1))" & crowd+=($!); done 2>"$work/complaints"
    until_true 20 eval '[ "$(wc -l <"$work/here")" = $readers ]'
}
go()      { exec 8>"$work/gate"; }
await()   { wait "${crowd[@]}"; exec 8>&-; crowd=(); }
went_on() {
    local good worst
    good=$(grep -c '^0 ' "$work/went-on"); worst=$(sort -k2n "$work/went-on" | tail -1 | cut -d' ' -f2)
    echo "$good of $readers succeeded, the last after $worst ms"; sort "$work/complaints" | uniq -c | head -3
    [ "$good" = $readers ] && [ "$worst" -le $most_ms ]
}
judged() { until_true 5 grep -qE -- "$1" "$work/judge.log" || { tail -5 "$work/judge.log"; return 1; }; }

# harm HOW BEFORE AFTER: BEFORE is done to the watcher ($pid), then the readers come, then AFTER is done while they wait.
harm() {
    local how=$1 before=$2 after=$3
    start judge "$top/tests/system/fake-store" "$work/run" --seconds 60
    eye; pid=$(eye_pid)
    gather
    eval "$before"; go; sleep 0.3
    eval "$after"; await
    ok "$readers readers go on with success within $most_ms ms: $how" went_on
    ok "... and the judge is told that watching stopped" judged '	(stopped|silent|gap)	'
    stop hand; eye
    cat "$records/P2/1" >"$work/read"
    ok "... and started anew it sees" judged "	read	.*$records/P2/1	"
    stop judge
}

harm "stopped dead" 'kill -STOP "$pid"' :
harm "killed while they wait" 'kill -STOP "$pid"' 'kill -KILL "$pid"'
harm "crashed while they wait" 'kill -STOP "$pid"' 'kill -SEGV "$pid"; kill -CONT "$pid"'
# As a debugger does: each thread is seized and held. That the watcher is not dumpable keeps out all but root.
hold='import ctypes, os, sys, time
ptrace = ctypes.CDLL(None, use_errno=True).ptrace
ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
for thread in os.listdir("/proc/%s/task" % sys.argv[1]):
    for request in 0x4206, 0x4207:  # PTRACE_SEIZE, PTRACE_INTERRUPT
        if ptrace(request, int(thread), None, None):
            sys.exit(os.strerror(ctypes.get_errno()))
print("held", flush=True)
time.sleep(8)'
harm "held by a debugger" 'start hand python3 -c "$hold" "$pid"; until_true 3 grep -q held "$work/hand.log"' :

# The kernel refuses an opener when the watcher has no descriptor left for them: that must not come to pass.
lowest_free() { local n=0; while [ -e "/proc/$1/fd/$n" ]; do n=$((n + 1)); done; echo $n; }
for limits in soft hard; do
    start judge "$top/tests/system/fake-store" "$work/run" --seconds 60
    eye; pid=$(eye_pid); room=$(lowest_free "$pid")
    gather
    [ $limits = soft ] && prlimit --pid "$pid" --nofile="$room:" || prlimit --pid "$pid" --nofile="$room:$room"
    go; await
    ok "$readers readers go on with success within $most_ms ms: not one descriptor left to the watcher ($limits limit)" went_on
    ok "... and are seen, or the judge is told that some may not have been" judged '	(read|gap|stopped|silent)	'
    stop judge; stop eye
done

if strace -V >"$work/aside" 2>&1; then
    eye; pid=$(eye_pid)
    start hand strace -f -o "$work/trace" -p "$pid"; until_true 5 test -s "$work/trace"
    gather; go; await
    ok "$readers readers go on with success within $most_ms ms: under strace" went_on
    stop hand; stop eye
else
    skip "readers go on under strace" "strace is not installed"
fi

# A queue of eight in place of 16,384, for this watcher's groups alone: the limit is read when they are made.
queue=/proc/sys/fs/fanotify/max_queued_events
if was=$(cat $queue) && echo 8 2>"$work/aside" >$queue; then
    printing "$records"; echo "$was" >$queue
    pid=$(eye_pid); gather
    kill -STOP "$pid"
    go; "$B/drivers/touches" rename "$records/P2/1" "$records/P2/one"
    sleep 0.2; kill -CONT "$pid"; await
    ok "with room for eight in the kernel's queue all $readers readers go on" went_on
    counted() { [ "$(grep '"action":"read"' "$work/eye.log" | sed -n 's/.*"count":\([0-9]*\).*/\1/p' | awk '{ n += $1 } END { print n }')" = $readers ]; }
    ok "... and each of them is seen" until_true 5 counted
    ok "... and what of the changes found no room is told as a gap" saw '"action":"gap".*queue was full'
else
    skip "a full queue of the kernel lets everybody in, seen" "the kernel's limits may not be changed here"
fi

# A lease makes the kernel wait in the watcher's name before it can even say who waits for the file.
lease='import fcntl, os, signal, sys, time
signal.signal(signal.SIGIO, signal.SIG_IGN)
file = os.open(sys.argv[1], os.O_RDWR)
fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_WRLCK)
print("leased", flush=True)
time.sleep(20)'
echo leased >"$records/P1/leased"
printing "$records"
start hand python3 -c "$lease" "$records/P1/leased"; until_true 3 grep -q leased "$work/hand.log"
cat "$records/P1/leased" >"$work/read" & lessee=$!
gather; go; await
ok "$readers readers go on with success within $most_ms ms: one beside them waits for a write lease" went_on
stop hand
goes_on_or_is_told() { wait "$1" || tr '\n' ' ' <"$top/agent/watch/confide-watch.8" | grep -qF "that open is then refused"; }
ok "... and that one goes on too when the lease is given back, or the manual says that it does not" goes_on_or_is_told "$lessee"

was_killed=no
for try in 1 2 3; do # a busy machine sleeps so long that the deadman may come first
    printing "$records"
    pid=$(eye_pid); kill -STOP "$pid"
    cat "$records/P1/1" >"$work/read" & reader=$!
    sleep 0.2; kill -KILL "$reader" 2>/dev/null && was_killed=yes && break
done
ok "a reader who waits can be killed" within 500 eval '[ $was_killed = yes ] && ! wait "$reader"'
kill -CONT "$pid"
ok "... and the watcher is none the worse for it" within 500 cat "$records/P1/2"
ok "... and sees" saw '"action":"read".*/P1/2"'

finish
