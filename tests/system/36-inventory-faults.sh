#!/bin/bash
# The inventory and all that can go wrong: nothing is taken for lost that is not, what is not known is said, the old list stays until the new one stands.
[ "$(id -u)" != 0 ] || [ -n "${PRIVATE:-}" ] || ! unshare -m true 2>/dev/null || PRIVATE=1 exec unshare -m bash "$0" "$@"
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/inventory-lib.sh"
prepare "the inventory's faults"
list() { ls "$lists"/*.list; }
life() { pause; play seeing compare wait stop; }
anew() { rm -rf "$lists" "$records"; fill; life; }
quiet() { unsaid '^vanished|^altered'; }

# ---- who may read it
anew
ok "the lists are their owner's alone" sh -c "test \$(stat -c %a '$lists') = 700 && ! stat -c %a '$lists'/* | grep -v 600"
ok "... and name no record of those that were removed" sh -c "! grep -q P1 '$lists/journal'"

# ---- ends of a watcher
watch seeing compare wait; said '^done'; pause
rm "$records/P1/1"; tell "removed $records/P1/1" "hear 100"; sleep 2.5; tell die; exec 9>&-; wait "$watcher" 2>/dev/null; ended
rm "$records/P1/2"
life
ok "after a watcher that was killed, what it saw before is not told" unsaid '/P1/1$'
ok "... what was removed since is" grep -q '^vanished .*/P1/2$' "$work/said"
watch seeing compare wait pid; said '^pid'; inventory=$(sed -n 's/^pid //p' "$work/said")
refuses "the inventory's process does not go by SIGTERM" eval 'kill -TERM $inventory; sleep 0.3; ! kill -0 $inventory'
says "... and gives way to everybody" 19 ps -o ni= -p "$inventory"
ok "... has no right but to look" sh -c "test \$(sed -n 's/^CapEff:.//p' /proc/$inventory/status) = 0000000000000004"
kill -KILL "$inventory"; tell "hear 300"
ok "when it is killed, the watcher says so" said "^wrong .*process has ended"
tell "removed $records/P1/9" compare "hear 200"; exec 9>&-; wait "$watcher"
ok "... and goes on without" test $? = 0

# ---- two watchers
anew
watch seeing; sleep 0.3
printf '%s\n' seeing compare "hear 7000" | timeout 20 "${drive[@]}" "$lists" "$records" >"$work/second"
ok "a second watcher on one folder says so" grep -q '^wrong .*another confide-watch' "$work/second"
ok "... and makes no inventory" sh -c "! grep -q '^done' '$work/second'"
over

# ---- lists and journals that are not whole
anew
truncate -s -9 "$(list)"; rm "$records/P1/1"; life
ok "a list that a power cut tore is recognised" grep -q '^wrong .*torn or edited' "$work/said"
ok "... nothing is said of what it held" quiet
rm "$records/P1/2"; life
ok "... and the next list is good" grep -q '^vanished .*/P1/2$' "$work/said"
printf X | dd of="$(list)" bs=1 seek=$(($(stat -c %s "$(list)") / 2)) conv=notrunc status=none; life
ok "a list that somebody edited is recognised" grep -q '^wrong .*torn or edited' "$work/said"
: >"$(list)"; life
ok "an empty one, too" grep -q '^wrong .*torn or edited' "$work/said"
watch seeing compare wait; said '^done'; rm "$(list)"; : >"$work/said"; tell compare wait; said '^done'
ok "one that was taken away under the watcher, too" said '^wrong .*its list was removed'
over
head -c 9000 /dev/urandom >"$lists/journal"; life
ok "a journal that holds something else is recognised" grep -q '^wrong .*journal.*torn or edited' "$work/said"
ok "... and makes nothing vanish" quiet
watch seeing compare wait; said '^done'; pause; rm "$records/P1/3"; tell "removed $records/P1/3"; over
truncate -s -5 "$lists/journal"; life
ok "a journal that was torn at its end is no reason for a word" unsaid wrong
rm -rf "$lists"; mkdir "$lists"; ln -s /etc/passwd "$lists/journal"; life
ok "a link in the journal's place is not followed" grep -q '^wrong .*journal cannot be opened' "$work/said"

# ---- roots
anew
mv "$records" "$work/disk/away"; life
ok "a root that is not there is said" grep -q '^wrong .*records: No such file' "$work/said"
ok "... once, in however many inventories" sh -c "printf '%s\n' seeing compare wait compare wait stop | '${drive[0]}' '$lists' '$records' | grep -c wrong | grep -qx 1"
ok "... and no record of it vanishes" quiet
ended; mkdir "$records"; life
ok "an empty folder in its place is another one" grep -q '^wrong .*another folder or disk' "$work/said"
ok "... and no record vanishes" quiet
rmdir "$records"; mv "$work/disk/away" "$records"; rm "$records/P2/1"; life
ok "when it is back, what vanished meanwhile is told" grep -q '^vanished .*/P2/1$' "$work/said"
mkdir "$work/under"; mv "$records/P1" "$work/disk/P1"; mkdir "$records/P1"; mount -t tmpfs tmpfs "$records/P1"; life
ok "a file system mounted over a folder is said" grep -q '^wrong .*P1: another file system' "$work/said"
ok "... and what it hides has not vanished" quiet
umount "$records/P1"; rmdir "$records/P1"; mv "$work/disk/P1" "$records/P1"; rm "$records/P1/5"; life
ok "... but is known when it is gone" grep -q '^vanished .*/P1/5$' "$work/said"
if mkdir -p "$work/disk/fuse" && mount -t ramfs ramfs "$work/disk/fuse"; then
    mkdir "$work/disk/fuse/r"; printf '%s\n' seeing compare wait stop | "${drive[@]}" "$lists" "$work/disk/fuse/r" >"$work/said"; ended
    ok "a file system that is not known to be this machine's own is left out, and said" grep -q '^wrong .*other machines' "$work/said"
    umount "$work/disk/fuse"
else
    skip "a file system that is not known to be this machine's own is left out" "no ramfs here"
fi

# ---- what cannot be read. Root may read all; the driver as somebody else may not
anew
chmod 755 "$work"; rm -rf "$lists"; mkdir "$lists"; chown 1:1 "$lists"; chmod 755 "$records" "$records"/*
drive=(setpriv --reuid=1 --regid=1 --clear-groups "$B/drivers/inventory")
if setpriv --reuid=1 --regid=1 --clear-groups test -x "$B/drivers/inventory" && life && grep -q '^done 18' "$work/said"; then
    chmod 700 "$records/P1"; rm "$records/P2/1"; life
    ok "a folder that cannot be read is said" grep -q '^wrong .*P1: Permission denied' "$work/said"
    ok "... and nothing in it has vanished, as elsewhere" eval 'unsaid "/P1/" && grep -q "^vanished .*/P2/1$" "$work/said"'
    rm "$records/P1/7"; chmod 755 "$records/P1"; life
    ok "... what vanished from it is told when it can be read" eval 'grep -q "^vanished .*/P1/7$" "$work/said" && unsaid "/P1/[1-689]$"'
else
    skip "a folder that cannot be read is said" "nobody but root can run $B/drivers/inventory"
fi
drive=("$B/drivers/inventory")

# ---- no room
rm -rf "$lists" "$records"; fill; mkdir "$lists"; mount -t tmpfs -o size=64k tmpfs "$lists"; life
before=$(sha256sum <"$(list)")
for i in $(seq 3000); do : >"$records/P1/a-file-with-a-long-name-that-fills-the-disk-with-$RANDOM-$i"; done; rm "$records/P2/1"; life
ok "with no room for the new list, that is said" grep -q '^wrong .*No space left.*old one is kept' "$work/said"
ok "... the old one stays as it was" test "$before" = "$(sha256sum <"$(list)")"
ok "... and nothing lies beside it" sh -c "! ls '$lists' | grep -E 'new|look'"
mount -o remount,size=8m "$lists"; life
ok "... with room, what vanished is told" grep -q '^vanished .*/P2/1$' "$work/said"
umount "$lists"

# ---- more than can be told one by one, or noted
anew
mkdir "$records/many"; for i in $(seq 350); do : >"$records/many/$i"; done; life
rm -r "$records/many"; life
ok "of 350 that vanished 100 are told one by one" test "$(grep -c '^vanished for=' "$work/said")" = 100
ok "... and the rest in one" test "$(grep -c '^vanished more=249 ' "$work/said")" = 1
watch seeing compare wait pid; said '^pid'; kill -STOP "$(sed -n 's/^pid //p' "$work/said")"
tell "removed-many 100000"; sleep 1; kill -CONT "$(sed -n 's/^pid //p' "$work/said")"; tell "hear 300"
rm "$records/P1/1"; tell "removed $records/P1/1" "hear 300"; : >"$work/said"; tell compare wait; said '^done'
ok "removals that come faster than they can be noted make nothing vanish" quiet
over

# ---- the clock
if command -v faketime >/dev/null; then
    anew; pause; echo more >>"$records/P1/1"; rm "$records/P1/2"; pause
    printf '%s\n' seeing compare wait stop | faketime -f -1h "${drive[@]}" "$lists" "$records" >"$work/said"; ended
    ok "a clock that was set back meanwhile hides no change" grep -q '^altered .*/P1/1$' "$work/said"
    ok "... and no loss, in a window that does not end before it begins" grep -q '^vanished .*/P1/2$' "$work/said"
    life; ok "... and when it is right again nothing is told twice" quiet
else
    skip "a clock that was set back hides nothing" "needs faketime"
fi

# ---- killed at any moment, 200 times
anew
for i in $(seq 400); do echo "$i" >"$records/P1/k$i"; done
life
seen=$work/seen; : >"$seen"
for i in $(seq 200); do
    (printf '%s\n' pid seeing compare; sleep 0.0$((RANDOM % 6)); rm "$records/P1/k$i"; echo "removed $records/P1/k$i"; sleep 0.05) |
        timeout -s KILL 5 "${drive[@]}" "$lists" "$records" >"$work/kill" 2>/dev/null & player=$!
    sleep "0.0$((RANDOM % 10))"
    pid=$(sed -n 's/^pid //p' "$work/kill"); [ -n "$pid" ] && kill -KILL "$pid" 2>/dev/null
    wait "$player" 2>/dev/null; cat "$work/kill" >>"$seen"
done
life; cat "$work/said" >>"$seen"
ok "killed 200 times, it never finds its list or journal broken" sh -c "! grep -E 'torn|removed:' '$seen'"
ok "... and never takes for lost what is there" sh -c "grep '^vanished' '$seen' | sed 's/.* //' | while read -r f; do [ ! -e \"\$f\" ] || echo \"\$f\"; done | ( ! grep . )"
ok "... nor anything for changed" sh -c "! grep '^altered' '$seen'"
life
ok "... and the last list is whole" eval 'quiet && grep -qx "done 218" "$work/said"'
finish
