#!/bin/bash
# confidectl canary: decoys that lie like other files of their folder, and no file of anybody's touched.
[ "$(id -u)" != 0 ] || [ -n "${PRIVATE:-}" ] || ! unshare -m true 2>/dev/null || PRIVATE=1 exec unshare -m bash "$0" "$@"
. "$(dirname "$0")/lib.sh"; . "$(dirname "$0")/ctl-lib.sh"
needs_root "decoys are planted"
clinic
mkdir -p "$work/records/P1" "$work/records/P2" "$work/records/.hidden" "$work/elsewhere"
chmod 2770 "$work/records/P1"; chown 1:2 "$work/records/P1"; chmod 755 "$work/records/P2"
ln -s "$work/elsewhere" "$work/records/P3"; echo of P4 >"$work/records/P4"
found() { find "$work/records" "$work/elsewhere" -name '.confide-canary.*' | wc -l; }

exits 0 "where there is none, that is no finding" ctl canary list
tells "and it says how to plant some" "confidectl canary plant"
exits 0 "a dry run" ctl canary plant --each --dry-run
tells "says what it would do" "$work/records/P1/.confide-canary.pdf would be planted"
ok "and does nothing" test "$(found)" = 0
exits 0 "they are planted" ctl canary plant
ok "in the record folder alone" test "$(found)" = 2
exits 0 "and into each patient's folder" ctl canary plant --each
ok "but for links, files and hidden folders" test "$(found)" = 6
exits 0 "a second time" ctl canary plant --each
tells "leaves them as they are" "P1/.confide-canary.pdf is there"
ok "one belongs to whom its folder belongs" test "$(stat -c %u:%g:%a "$work/records/P1/.confide-canary.pdf")" = 1:2:660
ok "and is no wider than its folder" test "$(stat -c %a "$work/records/P2/.confide-canary.doc")" = 644
ok "a plain ls does not show it" test -z "$(ls "$work/records/P1")"
ok "it is a PDF" sh -c "head -c 5 '$work/records/P1/.confide-canary.pdf' | grep -q %PDF-"
exits 0 "all are whole" ctl --json canary list
ok "six of them, as objects" test "$(jq -s 'map(select(.state == "whole")) | length' "$work/said")" = 6

printf mine >"$work/records/P2/.confide-canary.pdf"
exits 1 "one that was changed is a finding" ctl canary list
tells "and is named" "P2/.confide-canary.pdf is not as it was planted"
exits 1 "planting does not write over it" ctl canary plant --each
rm "$work/records/P1/.confide-canary.doc"; echo secret >"$work/elsewhere/secret"; ln -s "$work/elsewhere/secret" "$work/records/P1/.confide-canary.doc"
exits 1 "nor follow a link in its place" ctl canary plant --each
exits 1 "removing takes its own alone" ctl canary remove
ok "somebody's file of that name stays" test "$(cat "$work/records/P2/.confide-canary.pdf")" = mine
ok "a link of that name too" test -L "$work/records/P1/.confide-canary.doc" -a "$(cat "$work/elsewhere/secret")" = secret
ok "the others are gone" test "$(find "$work/records" -name '.confide-canary.*' | wc -l)" = 2

rm "$work/records/P2/.confide-canary.pdf" "$work/records/P1/.confide-canary.doc"
mkfifo "$work/records/P1/.confide-canary.pdf"
exits 1 "a pipe of that name holds nobody up" timeout 5 "$B/confidectl" --config "$work/confide.conf" canary plant --each
rm "$work/records/P1/.confide-canary.pdf"
unprivileged() { setpriv --reuid 65534 --clear-groups "$B/confidectl" --config "$work/confide.conf" canary "$@"; }
if setpriv --reuid 65534 --clear-groups test -x "$B/confidectl"; then
    exits 3 "nobody but root plants" unprivileged plant
    tells "and they are told what to do" "sudo"
fi
exits 2 "an unknown option is wrong usage" ctl canary plant --all
exits 2 "half a command is wrong usage" ctl canary
rm -rf "$work/records"
exits 3 "a record folder that is not there could not be done" ctl canary plant
tells "and is named" "$work/records: No such file"
if [ -n "${PRIVATE:-}" ]; then
    mkdir -p "$work/records" "$work/small"
    if mount -t tmpfs -o size=4k,mode=755 tmpfs "$work/small" 2>/dev/null; then
        head -c 4096 /dev/zero >"$work/small/full"; sed -i "s|^records = .*|records = $work/small/{patient}/...|" "$work/confide.conf"
        exits 3 "on a full disk it could not be done" ctl canary plant
        ok "and no half decoy stays" test "$(find "$work/small" -name '.confide-canary.*' | wc -l)" = 0
        umount "$work/small"
    else
        skip "on a full disk no half decoy stays" "may not mount a tmpfs"
    fi
fi
finish
