#!/bin/bash
# Strangers crowd the module's door: whoever guesses passwords would like the agent too busy to count them. Root's logins are answered all the same.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/pam-lib.sh"
needs_root "strangers crowd the module's door"
accounts
mkdir "$work/context"; mkdir -m 700 "$work/state"
printf 'login,name,kind,role\nanna,Anna Berg,person,Nurse\n' >"$work/staff.csv"
config "state = $work/state" "staff = $work/staff.csv" "context = $work/context"
cat >"$work/crowd.py" <<'END_OF_CROWD'
"""crowd.py SOCKET MANNER SECONDS. unread: asks on 64 connections and reads no answer; comers: connects and leaves; junk: says nonsense and comes again"""
import socket, struct, sys, time
path, manner, end = sys.argv[1], sys.argv[2], time.monotonic() + float(sys.argv[3])
body = struct.pack("=II64s32s128s", 1, 0, b"anna", b"xlock", b"")
visit = struct.pack("=IHHIIQ", 0x31444643, 1, 11, len(body), 0, 1) + body
def come():
    peer = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    peer.setblocking(False)
    try:
        peer.connect(path)
    except OSError:
        peer.close()
        return None
    return peer
inside = []
while time.monotonic() < end:
    if manner == "unread":
        while len(inside) < 64 and (peer := come()):
            inside.append(peer)
        for peer in list(inside):
            try:
                for _ in range(64):
                    peer.send(visit)
            except BlockingIOError:
                pass
            except OSError:
                inside.remove(peer)
                peer.close()
    elif peer := come():
        try:
            manner == "junk" and peer.send(b"nonsense")
        except OSError:
            pass
        peer.close()
END_OF_CROWD
chmod 755 "$work"
start judge env LD_PRELOAD="${ASAN_LIBRARY:+$ASAN_LIBRARY:}libnss_wrapper.so" NSS_WRAPPER_PASSWD="$work/passwd" NSS_WRAPPER_GROUP="$work/group" "$B/confided" --config "$confide" --foreground
ok "the judge runs" until_true 5 grep -q ready "$work/judge.log"
as_anna() { setpriv --reuid=5001 --regid=5001 --clear-groups "$@"; }
size()    { awk '/^VmRSS/ { print $2 }' "/proc/$(cat "$work/judge.pid")/status"; }
before=$(size)
for manner in unread comers junk; do
    start crowd as_anna timeout 20 /usr/bin/python3 "$work/crowd.py" "$work/run/pam.sock" $manner 6
    sleep 0.5
    for i in $(seq 12); do call su anna wrong ruser=$manner$i authenticate; done >"$work/guesses"
    ok "while strangers crowd in ($manner), the judge answers for root's logins" test "$(grep -c '^waits' "$work/guesses")" = 12
    refuses "... in time: none waits as it would if the judge were away" awk '/^waits/ && $2 > 0.9 { found = 1; print } END { exit !found }' "$work/guesses"
    wait "$(cat "$work/crowd.pid")"; rm "$work/crowd.pid"
done
ok "none of it stays in the judge's memory" test "$(size)" -lt $((before + 16384))
ok "nor fills its log" test "$(wc -l <"$work/judge.log")" -lt 50
says "the judge is well" "watch" "$B/confidectl" --config "$confide" status --json
finish
