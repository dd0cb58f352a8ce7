#!/bin/bash
# What vanished or changed while nobody looked is told, and nothing that somebody was seen doing: on tmpfs, ext4 and xfs.
[ "$(id -u)" != 0 ] || [ -n "${PRIVATE:-}" ] || ! unshare -m true 2>/dev/null || PRIVATE=1 exec unshare -m bash "$0" "$@"
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/inventory-lib.sh"
prepare "the inventory sees"

sees() { # FILESYSTEM
    ok "$1: the first inventory lists all" play seeing compare wait stop
    ok "... and finds nothing" eval 'grep -qx "done 18" "$work/said" && unsaid "^vanished|^altered|^wrong"'
    pause; play seeing compare wait stop
    ok "... nor does the next" eval 'grep -qx "done 18" "$work/said" && unsaid "^vanished|^altered|^wrong"'

    pause; rm "$records/P1/3"; echo more >>"$records/P1/4"; chmod 666 "$records/P1/5"; cp "$records/P1/6" "$records/P1/x"; mv "$records/P1/x" "$records/P1/6"
    mv "$records/P2" "$records/Q2"; cat "$records/P1/7" >/dev/null
    touch -r "$records/P1/8" "$work/time"; echo "of P9" >"$records/P1/8"; touch -r "$work/time" "$records/P1/8"; ln "$records/P1/9" "$records/P1/nine"; pause
    play seeing compare wait stop
    ok "$1: what was removed while nobody watched is told" grep -q "^vanished for=[0-9]* $records/P1/3\$" "$work/said"
    ok "... what was changed" grep -q "^altered for=[0-9]* $records/P1/4\$" "$work/said"
    ok "... what was opened to all" grep -q "^altered .*/P1/5\$" "$work/said"
    ok "... what was replaced" grep -q "^altered .*/P1/6\$" "$work/said"
    ok "... each record of a folder that was moved" test "$(grep -c "^vanished .*/P2/[1-9]\$" "$work/said")" = 9
    ok "... a change that hides behind the old size and time" grep -q "^altered .*/P1/8\$" "$work/said"
    ok "... and nothing that was only read" unsaid '/P1/7$'
    ok "... a file with two names by both of them" test "$(grep -c '^linked .*/P1/\(9\|nine\)$' "$work/said")" = 2
    rm "$records/P1/nine"
    pause; play seeing compare wait stop
    pause; play seeing compare wait stop
    ok "... all of it once" unsaid '^vanished|^altered'

    watch seeing compare wait; said '^done'
    pause; rm "$records/P1/1"; tell "removed $records/P1/1"
    mv "$records/Q2" "$records/R2"; tell "removed $records/Q2"
    echo more >>"$records/P1/2"; chmod 600 "$records/P1/4"; cp "$records/P1/6" "$records/P1/x"; mv "$records/P1/x" "$records/P1/6"
    : >"$work/said"; tell compare wait; said '^done'
    ok "$1: what somebody was seen doing is not told" unsaid '^vanished|^altered'
    rm "$records/P1/2"; tell "removed $records/P1/2"; over
    pause; play seeing compare wait stop
    ok "... nor by the next watcher" unsaid '^vanished|^altered'

    watch seeing compare wait; said '^done'
    rm "$records/P1/4"; echo more >>"$records/P1/5"; pause; tell "unseen 150"; rm "$records/P1/6"; : >"$work/said"; tell compare "hear 700" "removed $records/P1/6" wait; said '^done'
    ok "$1: what was removed in a gap of the watch is told" said "^vanished .*/P1/4\$"
    ok "... and what was changed in it" said "^altered .*/P1/5\$"
    ok "... while a removal that is told of a moment later is none" unsaid "/P1/6\$"
    over
}

sees tmpfs
for system in ext4 xfs; do
    if on "$system" 2>"$work/why"; then sees "$system"; else skip "$system: what vanished unseen is told" "no $system here: $(head -1 "$work/why")"; fi
done

# Some file systems stamp by the second: what is seen in the second in which the watch began may be stamped before it.
if truncate -s 64M "$work/old" && mkfs.ext4 -q -I 128 "$work/old" 2>/dev/null && umount -l "$work/disk" && mount -o loop "$work/old" "$work/disk"; then
    fill; rm -rf "$lists"
    play seeing compare wait stop
    sleep 1.1
    watch seeing; echo more >>"$records/P1/1"; tell compare wait; said '^done'; over
    ok "where time stamps are whole seconds, a change that was seen is not told" unsaid altered
    sleep 1.1; echo more >>"$records/P1/1"; sleep 1.1
    play seeing compare wait stop
    ok "... and one that was not is" grep -q "^altered .*/P1/1\$" "$work/said"
else
    skip "where time stamps are whole seconds, a change that was seen is not told" "no such ext4 here"
fi
finish
