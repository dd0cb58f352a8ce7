#!/bin/bash
# What is mounted here, what of it can be carried off, what came and went: real file systems on loop devices, and a FUSE mount whose
# program is dead.
[ "$(id -u)" != 0 ] || [ -n "${PRIVATE:-}" ] || ! unshare -m true 2>/dev/null || PRIVATE=1 exec unshare -m --propagation private bash "$0" "$@"
. "$(dirname "$0")/lib.sh"; . "$(dirname "$0")/device-lib.sh"
claim="mounts are seen"
needs_root "$claim"; own_mounts "$claim"; build_driver
image "$claim" stick 16M
mkdir "$work/listed" "$work/plain" "$work/ours"

ok "mounts are read" mounts "$work/listed"
ok "one that is in the table is there at once" said mounts '^there /proc proc [0-9]'
ok "... and neither local nor removable" refuses_line mounts '^there /proc proc (removable|local)'

ok "a stick is mounted where the configuration says removable" mount -o loop "$work/stick" "$work/listed"
ok "... it is seen, as removable, with files of this machine" said mounts "^there $work/listed ext4 removable local "
ok "... with the number that its files have" same_dev "$work/listed"
ok "it is taken away" umount "$work/listed"
ok "... and that is seen" said mounts "^gone $work/listed ext4 removable"
mkdir "$work/listed/a b"
ok "a mount below a listed folder" mount -o loop "$work/stick" "$work/listed/a b"
ok "... is removable, and its blank is one" said mounts "^there $work/listed/a b ext4 removable local "
umount "$work/listed/a b"
ok "the same stick anywhere else" mount -o loop "$work/stick" "$work/plain"
ok "... is local and no more" said mounts "^there $work/plain ext4 local "
ok "a folder of it that is mounted once more" mount --bind "$work/plain" "$work/ours"
ok "... is a mount of the same file system" said mounts "^there $work/ours ext4 local $(stat -c %d "$work/plain")$"
umount "$work/ours"
ok "... and only that one is gone" said mounts "^gone $work/ours "
ok "... not the other" refuses_line mounts "^gone $work/plain "
lines=$(grep -c "$work/plain" "$work/mounts.log")
ok "a remount" mount -o remount,ro "$work/plain"
mount -t tmpfs tmpfs "$work/ours"; said mounts "^there $work/ours tmpfs local " # so much later
ok "... makes it neither new nor gone" [ "$(grep -c "$work/plain" "$work/mounts.log")" = "$lines" ]
umount "$work/ours" "$work/plain"

# /media and /run/media are where desktops mount what was plugged in.
mount -t tmpfs tmpfs /run && mkdir -p "/run/media/asmith/My Stick" || exit 1
ok "what a desktop mounts" mount -o loop "$work/stick" "/run/media/asmith/My Stick"
ok "... is removable" said mounts "^there /run/media/asmith/My Stick ext4 removable local "
umount "/run/media/asmith/My Stick"; umount /run

deep=$work/$(printf 'd%.0s' {1..200})/$(printf 'e%.0s' {1..200}); mkdir -p "$deep"
ok "a mount point longer than we keep" mount -o loop "$work/stick" "$deep"
ok "... is seen, but never as one where something could be marked" said mounts "^there $work/d.* ext4 [0-9]"
umount "$deep"
ok "... and seen going" said mounts "^gone $work/d.* ext4 [0-9]"

if command -v mkfs.btrfs >/dev/null && grep -qw btrfs /proc/filesystems; then
    truncate -s 128M "$work/btrfs"; mkfs.btrfs -q "$work/btrfs" >/dev/null
    ok "a btrfs" mount -o loop "$work/btrfs" "$work/ours"
    ok "... is seen" said mounts "^there $work/ours btrfs local "
    ok "... with the number that its files have, which mountinfo does not say" same_dev "$work/ours"
    umount "$work/ours"
else skip "a btrfs has the number that its files have" "no btrfs here"; fi

# A program behind a FUSE mount that never answers: whoever asks it for anything waits for ever.
if hung "$work/ours"; then
    ok "a mount whose program is dead is seen" said mounts "^there $work/ours fuse [0-9]"
    ok "... asking it would wait for ever" hangs stat "$work/ours"
    mount -o loop "$work/stick" "$work/listed"
    ok "... and nothing waits for it: the next one is seen" said mounts "^there $work/listed ext4 removable local "
    umount "$work/listed"
    unhang "$work/ours"
    ok "... it goes" said mounts "^gone $work/ours fuse "
else skip "a mount whose program is dead stops nothing" "no FUSE here"; fi

# Many at once, while it reads.
for i in 1 2 3 4 5 6 7 8 9 10; do mkdir -p "$work/many/$i"; done
for round in 1 2 3; do
    for i in 1 2 3 4 5 6 7 8 9 10; do mount -t tmpfs tmpfs "$work/many/$i"; done
    for i in 1 2 3 4 5 6 7 8 9 10; do umount "$work/many/$i"; done
done
mount -t tmpfs tmpfs "$work/many/1"
ok "mounts that come and go while they are read end as they are" said mounts_last "^there $work/many/1 tmpfs local "
count() { [ "$(grep -c "^$1 $work/many/$2 " "$work/mounts.log")" = "$3" ]; }
balanced() { local i; for i in 2 3 4 5 6 7 8 9 10; do count there $i "$(grep -c "^gone $work/many/$i " "$work/mounts.log")" || return 1; done; }
ok "... and each that was told as there was told as gone" until_true 5 balanced
umount "$work/many/1"
finish
