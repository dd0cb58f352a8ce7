#!/bin/bash
# Take-over with the real logind, D-Bus and polkit, by the judge in its own unit's sandbox: two consoles of one person (in-seats has the claims).
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/world-lib.sh"
[ -z "${VALGRIND:-}" ] || { skip "take-over with logind" "the programs here are wrappers for valgrind"; finish; }
claim="take-over works with the system's own logind and polkit"
for needed in /lib/systemd/systemd-logind /usr/lib/polkit-1/polkitd /usr/bin/dbus-daemon; do
    [ -x $needed ] || { skip "$claim" "there is no $needed"; finish; }
done
in_world "$claim" in-seats
finish
