# What the tests of the inventory share: the driver plays the watcher (tests/drivers/inventory.c) on record folders of this test's own, in a
# mount namespace of its own. A script begins with PRIVATE (see 36-inventory-sees.sh).
#
#   prepare CLAIM            $records: P1/1..9, P2/1..9 on a tmpfs; $lists: where the inventory is kept. Skips the whole test where that is refused
#   on FILESYSTEM            $records anew on an ext4 or xfs of its own; false where that is refused
#   play LINE...             a watcher's life: does as the lines say; what the inventory said is in $work/said
#   watch LINE... / tell LINE... / over   the same in the background: begins, goes on, ends in good order
#   said PATTERN / unsaid PATTERN         within 5 s the inventory said a line that matches / it did not say one
#   pause                    longer than the slack in the kernel's time stamps
drive=("$B/drivers/inventory")
prepare() {
    needs_root "$1"
    [ -n "${PRIVATE:-}" ] || { skip "$1" "needs a mount namespace (CAP_SYS_ADMIN)"; finish; }
    [ -x "${drive[0]}" ] || { bad "$1: make drivers first" /dev/null; finish; }
    mkdir "$work/disk"
    mount -t tmpfs -o mode=755 tmpfs "$work/disk" || { skip "$1" "may not mount a tmpfs"; finish; }
    records=$work/disk/records lists=$work/lists
    fill
}
fill() { local i; mkdir -p "$records/P1" "$records/P2"; for i in 1 2 3 4 5 6 7 8 9; do echo "of P1" >"$records/P1/$i"; echo "of P2" >"$records/P2/$i"; done; }

on() {
    umount -l "$work/disk"; rm -rf "$lists" "$work/image"
    truncate -s "${2:-400M}" "$work/image" && "mkfs.$1" -q "$work/image" && mount -o loop "$work/image" "$work/disk" && fill
}

play()  { printf '%s\n' "$@" | timeout -s KILL "${limit:-250}" "${drive[@]}" "$lists" "$records" >"$work/said" 2>"$work/aside"; ended; }
watch() { rm -f "$work/orders"; mkfifo "$work/orders"; : >"$work/said"
          timeout -s KILL "${limit:-250}" "${drive[@]}" "$lists" "$records" <"$work/orders" >"$work/said" & watcher=$!; exec 9>"$work/orders"; tell "$@"; }
tell()  { printf '%s\n' "$@" >&9; }
over()  { tell stop; exec 9>&-; wait "$watcher" 2>/dev/null; ended; }
ended() { until_true 10 flock -n "$lists/lock" true; }
said()  { until_true 5 grep -qE -- "$1" "$work/said" || { cat "$work/said"; return 1; }; }
unsaid() { ! grep -E -- "$1" "$work/said"; }
pause() { sleep 0.1; }

cleanup() {
    local f
    exec 9>&-
    for f in "$work"/*.pid; do [ -e "$f" ] && stop "$(basename "$f" .pid)"; done
    [ ! -e "$lists/lock" ] || ended
    while umount -l "$work/disk" 2>/dev/null; do :; done
    while umount -l "$lists" 2>/dev/null; do :; done
    rm -rf "$work"
}
