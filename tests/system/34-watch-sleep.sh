#!/bin/bash
# Before the machine sleeps nobody is held any more; when it wakes all is watched again. The real confide-watch beside dbusmock's logind.
[ "$(id -u)" != 0 ] || [ -n "${PRIVATE:-}" ] || ! unshare -m true 2>/dev/null || PRIVATE=1 exec unshare -m bash "$0" "$@"
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/seats-lib.sh"
. "$(dirname "$0")/watch-lib.sh"
claim="confide-watch lets the machine sleep"
seats_needs "$claim"
prepare "$claim"
may_log_in || { skip "$claim" "the kernel does not let us set a loginuid"; finish; }
tell() { as_system "$top/tests/system/seats-logind" "$@"; }
held() { tell inhibitors | grep -qx 'sleep|Confide|.*|delay'; }

bus; logind
export DBUS_SYSTEM_BUS_ADDRESS=unix:path=$work/bus
printing "$records"
ok "logind waits for the watch before the machine sleeps" until_true 5 held
took=$(tell sleeps true)
ok "told of it, the watch lets go within 100 ms ($took)" test "$took" -le 100
watcher=$(eye_pid)
kill -STOP "$watcher"
ok "nobody is held in the machine's sleep, whatever becomes of the watch" within 200 as 1 cat "$records/P1/1"
kill -CONT "$watcher"
tell sleeps false >"$work/out"
ok "when it woke, that is told as a gap of every day" saw '"action":"gap".*the machine slept.*"evidence":"sleep"'
ok "and the watch holds the next sleep again" until_true 5 held
ok "a read then" as 1 cat "$records/P1/2"
ok "... is seen, by whom" saw '"action":"read".*"login":"daemon".*/P1/2".*"named":"waiting"'
refuses "what was read in the sleep is not made up" grep -q '/P1/1"' "$work/eye.log"
stop eye; no_logind; no_bus
finish
