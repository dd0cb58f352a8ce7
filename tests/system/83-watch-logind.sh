#!/bin/bash
# What confide-watch learns from the real logind, in its own unit's sandbox and by its own user; and the delay before the machine sleeps
# (in-watch-logind has the claims).
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/world-lib.sh"
[ -z "${VALGRIND:-}" ] || { skip "the watch with logind" "the programs here are wrappers for valgrind"; finish; }
claim="confide-watch knows the system's own sessions"
for needed in /lib/systemd/systemd-logind /usr/lib/polkit-1/polkitd /usr/bin/dbus-daemon; do
    [ -x $needed ] || { skip "$claim" "there is no $needed"; finish; }
done
in_world "$claim" in-watch-logind "$(realpath --relative-to="$top/tests/system" "$B/drivers/sessions")"
finish
