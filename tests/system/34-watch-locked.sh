#!/bin/bash
# The whole confide-watch beside dbusmock's logind: a read is told with the login session it came from, its seat, and whether it was locked.
[ "$(id -u)" != 0 ] || [ -n "${PRIVATE:-}" ] || ! unshare -m true 2>/dev/null || PRIVATE=1 exec unshare -m bash "$0" "$@"
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/seats-lib.sh"
. "$(dirname "$0")/watch-lib.sh"
claim="confide-watch tells of the session"
seats_needs "$claim"
prepare "$claim"
may_log_in || { skip "$claim" "the kernel refuses to note who logged in (loginuid)"; finish; }
# As systemd --user's programs do, `as` has a session number that logind does not know: the session that is shown is told.
mkdir -p /run/systemd; mount -t tmpfs -o mode=755 tmpfs /run/systemd; mkdir /run/systemd/{sessions,users}
printf '%s\n' UID=4001 ACTIVE=1 STATE=active CLASS=user SEAT=seat0 >/run/systemd/sessions/5
printf '%s\n' STATE=active DISPLAY=5 SESSIONS=5 >/run/systemd/users/4001
reads() { as 4001 cat "$records/P1/$1" >/dev/null; }

export DBUS_SYSTEM_BUS_ADDRESS=unix:path=$work/bus
printing "$records"
reads 1
ok "without a bus a read is told with its session and seat" saw 'P1/1".*"session":"5".* seat=seat0"'
bus; logind; session 5 maya x11 5
until_true 9 grep -q 'logind answers' "$work/eye.log"; sleep 0.3
reads 2
ok "with logind, that nobody had locked it" saw 'P1/2".*"session":"5".* seat=seat0 locked=no"'
says_locked 5 true; sleep 0.2
reads 3
ok "from a locked session, as that" saw 'P1/3".*"session":"5".* seat=seat0 locked=yes"'
says_locked 5 false; sleep 0.2
reads 4
ok "unlocked again, as open" saw 'P1/4".* locked=no"'
stop logind; sleep 0.3
reads 5
ok "when logind is gone nobody knows" saw 'P1/5".*"session":"5".* seat=seat0"'
stop bus
ok "and nobody waits for it" within 200 reads 6
refuses "a read of no login has no session" eval 'cat "$records/P1/7" >/dev/null; sleep 0.3; grep "P1/7" "$work/eye.log" | grep -q "\"session\":\"5\""'
finish
