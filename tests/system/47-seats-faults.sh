#!/bin/bash
# Take-over when logind or the bus is away, ill, hostile or restarted: what was not locked is told with its remedy, and neither a login nor the judge waits.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/seats-lib.sh"
seats_needs "take-over with faults"

pause()    { kill -STOP "$(cat "$work/$1.pid")"; }
go_on()    { kill -CONT "$(cat "$work/$1.pid")"; }
dies()     { { kill -KILL "$(cat "$work/$1.pid")"; wait "$(cat "$work/$1.pid")"; rm "$work/$1.pid"; } 2>/dev/null; }
quick()    { timeout 2 "$B/confidectl" --config "$work/confide.conf" events --limit 1; }
fails()    { local id=$1; shift; told '"action":"lock"' "\"outcome\":\"failed\"" "\"by=$id\"" "$@"; }
next=100
# pair: two more sessions of maya: the older one is $old, the newcomer $new.
pair()     { old=$((next += 1)) new=$((next += 1)); session $old maya tty $old; session $new maya tty $new; }
locks_anew() { pair; arrives maya $new && until_true 5 asked $old; }
denied='raise dbus.exceptions.DBusException("no", name="org.freedesktop.DBus.Error.AccessDenied")'
hangs="import os, signal; os.path.exists('$work/hung') or (open('$work/hung', 'w').close(), os.kill(os.getpid(), signal.SIGSTOP))"

# ---- no bus at all, then one
judge
ok "without a bus the judge starts" quick
ok "a login is taken at once" timeout 2 bash -c ". '$top/tests/system/seats-lib.sh'; work=$work B=$B; arrives maya 1"
ok "and said that nobody is locked meanwhile" until_true 3 grep -q "the system bus cannot be reached.*nobody's older session is locked" "$work/judge.log"
sleep 3
ok "it is said once" test "$(grep -c 'cannot be reached' "$work/judge.log")" = 1
bus; logind
ok "a bus that comes later is found" until_true 9 grep -q ListSessions "$work/logind.log"
ok "and that is said" until_true 3 grep -q "logind answers" "$work/judge.log"
ok "from then on older seats are locked" locks_anew

# ---- logind refuses
lock_is "$denied"; pair; arrives maya $new
ok "a refusal is told with its remedy" until_true 5 fails $new "\"session\":\"$old\"" "install polkitd, and confide.rules"
lock_is 'raise dbus.exceptions.DBusException("x" * 5000 + "\n\x1b[2J", name="org.freedesktop.DBus.Error.Failed")'; pair; arrives maya $new
ok "an error in words of its own is told, and cut" until_true 5 fails $new "logind failed (xxxx"
lock_is 'raise dbus.exceptions.DBusException("gone", name="org.freedesktop.login1.NoSuchSession")'; pair; arrives maya $new
ok "a session that goes before it is locked" until_true 5 asked $old; settle
refuses "is nothing to tell" told "\"by=$new\""
lock_is ''
ok "logind well again, it locks" locks_anew

# ---- logind hangs, vanishes, comes back
lock_is "$hangs"; pair; arrives maya $new; until_true 5 asked $old
ok "while logind hangs the judge answers" quick
ok "and takes logins" timeout 2 bash -c ". '$top/tests/system/seats-lib.sh'; work=$work B=$B; arrives maya $new"
ok "the lock that it did not answer is told" until_true 20 fails $new "\"session\":\"$old\"" "did not answer in time"
go_on logind
ok "when it goes on, it locks" locks_anew
dies logind; logind
ok "after its restart too" locks_anew
stop logind; arrives maya 7
ok "while it is away the judge answers" quick
ok "and tells of the newcomer for whom nobody could be locked" until_true 25 fails 7 "logind is not there"
logind
ok "back again, it locks" locks_anew

# ---- the bus hangs, goes and comes
pause bus
ok "while the bus hangs the judge answers" quick
ok "and takes logins" timeout 2 bash -c ". '$top/tests/system/seats-lib.sh'; work=$work B=$B; arrives maya 8"
began=$(date +%s%N); stop judge
ok "and ends at once" test $((($(date +%s%N) - began) / 1000000)) -lt 1500
judge
ok "it starts on a bus that hangs" quick
go_on bus
ok "and finds logind when that goes on" until_true 15 eval 'locks_anew'
dies bus; stop logind
ok "when the bus dies it answers" quick
bus; logind
ok "and finds the next one" until_true 20 eval 'locks_anew'

# ---- what makes no sense
pair; is_odd $old Remote s yes; arrives maya $new
ok "a session of which logind says nonsense is told" until_true 25 fails $new "session $old makes no sense"
ends $old; ends $new
for odd in "Name s $(printf 'x%.0s' $(seq 300))" "Id s other" "Timestamp s soon" "User s root" "Class u 5" "LockedHint u 1"; do
    pair; set -- $odd; is_odd $old "$@"; arrives maya $new; settle
    refuses "a session with $1 of that kind is not locked" asked $old
    ends $old; ends $new
done
ok "others still are" locks_anew
for odd in 'ret = [("../../x", dbus.UInt32(4001), "maya", "", "/org/freedesktop/login1/session/x"), ("y" * 300, dbus.UInt32(4001), "maya", "", "/"), ("9", dbus.UInt32(4001), "maya", "", "/etc")]' \
    'raise dbus.exceptions.DBusException("odd", name="com.example.Odd")' 'ret = [(str(i), dbus.UInt32(4001), "maya", "", "/org/freedesktop/login1/session/n%d" % i) for i in range(20000)]'; do
    list_is "$odd"; arrives maya 9; sleep 1.5
    ok "a list of sessions like ${odd:0:40}... leaves the judge well" quick
done
as_system "$top/tests/system/seats-logind" answer ListSessions 'ret = "none"' s; arrives maya 9; settle
ok "so does an answer of another type" quick
dies logind; logind
ok "and with sense it locks again" until_true 5 locks_anew

# ---- many
sessions kofi 1000 1299; sessions maya 2000 2699; arrives maya 2699
ok "of 1,000 sessions all of hers that are known are locked" until_true 20 eval '[ "$(grep -cE "LockSession \"2[0-9]{3}\"" "$work/logind.log")" -ge 500 ]'
refuses "nobody else's is" grep -qE 'LockSession "1[0-9]{3}"' "$work/logind.log"
refuses "nor the newcomer" asked 2699
ok "the judge is well" quick
[ -n "${SANITIZE:-}${VALGRIND:-}" ] || ok "and no bigger than 64 MiB" test "$(awk '/VmHWM/ { print $2 }' "/proc/$(cat "$work/judge.pid")/status")" -lt 65536
finish
