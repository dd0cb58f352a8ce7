#!/bin/bash
# Take-over with the real logind, D-Bus and polkit, by the judge in its own unit's sandbox: two consoles of one person (in-seats has the claims).
. "$(dirname "$0")/lib.sh"
[ -z "${VALGRIND:-}" ] || { skip "take-over with logind" "the programs here are wrappers for valgrind"; finish; }
claim="take-over works with the system's own logind and polkit"
needs_root "$claim"
[ -z "${SANITIZE:-}" ] || { skip "$claim" "the sandboxes' limits are not made for AddressSanitizer"; finish; }
for needed in /lib/systemd/systemd-logind /usr/lib/polkit-1/polkitd /usr/bin/dbus-daemon; do
    [ -x $needed ] || { skip "$claim" "there is no $needed"; finish; }
done
cat >"$work/prepare" <<END
set -e
make -s -C "$top" B="$B" DESTDIR="\$1" install
systemd-sysusers --root="\$1" confide.conf
mkdir -p "\$1/test"; cp "$top"/tests/system/{lib.sh,in-seats} "\$1/test/"
END
mkdir "$work/world"
"$top/tests/system/with-systemd" "$work/world" "$work/prepare" /test/in-seats 2>"$work/prepare.log" >"$work/said"; code=$?
if [ "$code" = 77 ]; then
    skip "$claim" "$(cat "$work/said")"
else
    cat "$work/said"
    ok "$claim" test "$code" = 0
    [ "$code" = 0 ] || sed 's/^/    # /' "$work/prepare.log"
fi
finish
