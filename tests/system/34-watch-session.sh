#!/bin/bash
# Which login session a process belongs to, on which seat, and whether it was locked; and the machine's sleep. Beside dbusmock's logind on a bus of its
# own stand such files as logind keeps in /run/systemd, which its library reads.
[ "$(id -u)" != 0 ] || [ -n "${PRIVATE:-}" ] || ! unshare -m true 2>/dev/null || PRIVATE=1 exec unshare -m bash "$0" "$@"
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/seats-lib.sh"
claim="confide-watch knows sessions"
seats_needs "$claim"
[ -n "${PRIVATE:-}" ] || { skip "$claim" "needs a mount namespace (CAP_SYS_ADMIN)"; finish; }
mkdir -p /run/systemd; mount -t tmpfs -o mode=755 tmpfs /run/systemd
unset=4294967295 maya=4001 kofi=4002

# file ID UID [KEY=VALUE...]: logind's file of a session; forget ID; display UID [KEY=VALUE...]: that of a user; shows SEAT ID UID.
file()    { local id=$1 uid=$2; shift 2; { printf '%s\n' "UID=$uid" ACTIVE=1 STATE=active REMOTE=0 TYPE=x11 CLASS=user "SCOPE=session-$id.scope"; printf '%s\n' "$@"; } >"/run/systemd/sessions/$id"; }
forget()  { rm -f "/run/systemd/sessions/$1"; }
display() { local uid=$1; shift; printf '%s\n' STATE=active STOPPING=no "$@" >"/run/systemd/users/$uid"; }
shows()   { printf '%s\n' IS_SEAT0=1 "ACTIVE=$2" "ACTIVE_UID=$3" >"/run/systemd/seats/$1"; }
mkdir -p /run/systemd/{sessions,users,seats,machines}

view()    { start view bash -c "exec env DBUS_SYSTEM_BUS_ADDRESS=unix:path=$work/bus '$B/drivers/sessions' <'$work/ask'"; exec 7>"$work/ask"; }
again()   { stop view; exec 7>&-; rm -f "$work/ask"; mkfifo "$work/ask"; view; }
# find LOGINUID SESSION: what is answered; is LOGINUID SESSION "ID SEAT LOCK" within 3 s.
find()    { local before; before=$(grep -cE ' (unknown|open|locked)$' "$work/view.log"); echo "$1 $2" >&7; until_true 3 more "$before"; grep -E ' (unknown|open|locked)$' "$work/view.log" | tail -1; }
more()    { [ "$(grep -cE ' (unknown|open|locked)$' "$work/view.log")" -gt "$1" ]; }
is_now()  { [ "$(find "$1" "$2")" = "$3" ]; }
is()      { until_true 3 is_now "$@" || { find "$1" "$2"; return 1; }; }
tell()    { as_system "$top/tests/system/seats-logind" "$@"; }
held()    { tell inhibitors | grep -qx 'sleep|Confide|.*|delay'; }
said()    { [ "$(grep -c "^$1 " "$work/view.log")" = "$2" ]; }
me()      { as_system busctl --list --no-legend 2>/dev/null | awk '$3 == "sessions" { print $1 }'; }

# ---- no bus: what logind's files say, and no more
file 5 $maya SEAT=seat0
again
ok "without a bus a login's session is known, its lock is not" is $maya 5 "5 seat0 unknown"
ok "one that logind does not know is told by its number" is $maya 77 "77 - unknown"
ok "a process of no login has none" is $unset $unset "- - unknown"
sleep 3
ok "that there is no bus is said once" test "$(grep -c 'cannot be reached' "$work/view.log")" = 1
bus; logind
session 5 maya x11 5
ok "a bus that comes later is found" until_true 9 grep -q 'logind answers' "$work/view.log"
ok "and tells that nobody has locked it" is $maya 5 "5 seat0 open"

# ---- locks
says_locked 5 true
ok "a session that is locked is told as locked at once" is_now $maya 5 "5 seat0 locked"
says_locked 5 false
ok "unlocked, as open" is_now $maya 5 "5 seat0 open"
restless 5 2001 # ends with a lock
ok "one that locks and unlocks 1,000 times ends as it is" is $maya 5 "5 seat0 locked"
says_locked 5 false
session 6 maya tty 6 LockedHint=true; file 6 $maya SEAT=seat0
ok "a new session is known with its lock" is $maya 6 "6 seat0 locked"
is_odd 6 LockedHint s no
ok "nonsense about a lock is not believed" is $maya 6 "6 seat0 locked"
file 8 $kofi
ok "a session whose lock nobody knows is unknown" is $kofi 8 "8 - unknown"
session 8 kofi 10.0.0.5 8
ok "... and known once logind is asked" is $kofi 8 "8 - open"

# ---- the number of systemd --user
display $maya DISPLAY=5 "SESSIONS=5 6"
ok "what systemd --user started belongs to the session that is shown" is $maya 2 "5 seat0 open"
says_locked 5 true
ok "with its lock" is_now $maya 2 "5 seat0 locked"
says_locked 5 false
display $kofi "SESSIONS=8"
ok "to the only one where none is shown" is $kofi 3 "8 - open"
file 9 $kofi STATE=closing; display $kofi "SESSIONS=8 9"
ok "one that ends does not count" is $kofi 3 "8 - open"
file 9 $kofi; sleep 1.1
ok "of two nobody can tell: the number stays" is $kofi 3 "3 - unknown"
file 9 $kofi SEAT=seat0; shows seat0 9 $kofi; session 9 kofi x11 9
ok "... unless one is shown at the first seat" is $kofi 3 "9 seat0 open"
shows seat0 5 $maya; sleep 1.1
ok "somebody else's there is not it" is $kofi 3 "3 - unknown"
file 12 $maya CLASS=manager; sleep 1.1
ok "a session that is but the user's manager's is not taken for a login" is $maya 12 "5 seat0 open"
ok "a number that is another user's is not this one's" is $kofi 5 "5 - unknown"
ends 5; forget 5; display $maya "SESSIONS=6"
ok "a session that went is forgotten at once" is $maya 2 "6 seat0 locked"
sessions kofi 3000 3499
ok "of 500 sessions at once the rest are known as before" is $maya 6 "6 seat0 locked"

# ---- the machine's sleep
ok "logind waits for Confide before it sleeps" until_true 3 held
took=$(tell sleeps true)
ok "told that it sleeps, it is let go within 100 ms ($took)" test "$took" -le 100
ok "... when the files were let go" said sleep 1
refuses "while it sleeps nothing holds it" held
tell sleeps true >"$work/out"
ok "to be told twice is told once" said sleep 1
tell sleeps false >"$work/out"
ok "awake, it watches again" until_true 3 said wake 1
ok "and is waited for anew" until_true 3 held
if me >"$work/out" && [ -s "$work/out" ]; then
    tell sleep_forged "$(me)"; sleep 0.7
    ok "nobody else can say that the machine sleeps" said sleep 1
else
    skip "nobody else can say that the machine sleeps" "busctl does not show the connection here"
fi

# ---- logind and the bus go and come
stop logind
ok "without logind a session is still known, its lock no longer" is $maya 6 "6 seat0 unknown"
ok "that is said" until_true 3 grep -q 'logind is not there' "$work/view.log"
logind; session 6 maya tty 6
ok "when it is back, locks are known" is $maya 6 "6 seat0 open"
ok "and it waits for Confide again" until_true 3 held
tell sleeps true >"$work/out"; until_true 3 said sleep 2; stop logind
ok "when logind dies before the machine slept, watching goes on" until_true 3 said wake 2
{ kill -KILL "$(cat "$work/bus.pid")"; wait "$(cat "$work/bus.pid")"; } 2>/dev/null; rm -f "$work/bus.pid"
ok "when the bus dies too, it answers" is $maya 6 "6 seat0 unknown"
bus; logind; session 6 maya tty 6; says_locked 6 true
ok "and finds the next one" until_true 20 is_now $maya 6 "6 seat0 locked"
ok "also for the sleep" until_true 3 held
kill -STOP "$(cat "$work/bus.pid")"; began=$(date +%s%N)
ok "a bus that hangs holds up nothing" is_now $maya 6 "6 seat0 locked"
ok "... for any time" test $((($(date +%s%N) - began) / 1000000)) -lt 500
kill -CONT "$(cat "$work/bus.pid")"

# ---- refused
stop logind; logind
tell answer Inhibit 'raise dbus.exceptions.DBusException("no", name="org.freedesktop.DBus.Error.AccessDenied")'
again
ok "where logind refuses to wait, that is said with its remedy" until_true 5 grep -q 'install polkitd' "$work/view.log"
tell sleeps true >"$work/out"
ok "a sleep is obeyed all the same" until_true 3 said sleep 1
tell sleeps false >"$work/out"; tell sleeps true >"$work/out"; tell sleeps false >"$work/out"; until_true 3 said wake 2
ok "and the refusal is said once" test "$(grep -c 'install polkitd' "$work/view.log")" = 1
exec 7>&-
umount -l /run/systemd
finish
