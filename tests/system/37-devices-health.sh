#!/bin/bash
# A record folder's disk that is full, takes no writes, goes wrong or is gone: told once each, with what to do, and again when it happens again.
[ "$(id -u)" != 0 ] || [ -n "${PRIVATE:-}" ] || ! unshare -m true 2>/dev/null || PRIVATE=1 exec unshare -m --propagation private bash "$0" "$@"
. "$(dirname "$0")/lib.sh"; . "$(dirname "$0")/device-lib.sh"
claim="the disk of a record folder is looked at"
needs_root "$claim"; own_mounts "$claim"; build_driver
disk=$work/disk; mkdir "$disk"
fresh() { health_off; truncate -s 0 "$work/image"; image "$claim" image 16M "$@" && mount -o loop "$work/image" "$disk" && health "$disk"; }
health_off() { stop health; until_true 5 umount_all; }
umount_all() { while umount "$disk" 2>/dev/null; do :; done; ! mountpoint -q "$disk"; }
told() { [ "$(grep -c "^$1: " "$work/health.log")" = "$2" ] || { cat "$work/health.log"; return 1; }; }
quiet() { sleep 0.5; [ ! -s "$work/health.log" ] || { cat "$work/health.log"; return 1; }; }
fill() { ! dd if=/dev/zero of="$disk/big" bs=64k 2>/dev/null; }

fresh
ok "a disk that is well is not spoken of" quiet
ok "it fills up" fill
ok "... and that is told" said health "^full: the file system of $disk is full: [0-9] of 13 MiB are left. .*make room"
sleep 0.4
ok "... once" told full 1
truncate -s -400K "$disk/big"; sleep 0.3 # 3 % are left: neither full nor well
! dd if=/dev/zero of="$disk/big2" bs=64k 2>/dev/null; sleep 0.3
ok "... also when a little room comes and goes" told full 1
rm "$disk/big" "$disk/big2"; sleep 0.4; fill
ok "when there was room in between, it is told anew" until_true 5 told full 2

fresh -N 16
ok "a disk without room for another file's name" bash -c 'for i in $(seq 20); do : >"$0/$i" || exit 0; done; exit 1' "$disk"
ok "... is full too, and it says of what" said health "^full: the file system of $disk takes no more files"

fresh
ok "it is read-only for us alone, as in a service's sandbox" mount -o remount,bind,ro "$disk"
ok "... and that is not the disk's fault" quiet
fresh
ok "it is mounted read-only" mount -o remount,ro "$disk"
ok "... and that is told, with what to do" said health "^readonly: $disk is mounted read-only: .*journalctl -k"
sleep 0.4
ok "... once" told readonly 1
mount -o remount,rw "$disk"; sleep 0.4; mount -o remount,ro "$disk"
ok "... and anew when it was writable in between" until_true 5 told readonly 2

# ext4 says of itself what it met; the kernel lets root plant an error.
fresh -e remount-ro
plant() { echo planted >"/sys/fs/ext4/$(basename "$(findmnt -n -o SOURCE "$disk")")/trigger_fs_error"; }
if plant 2>/dev/null; then
    ok "an error in the file system is told, with its number" said health "^failing: the file system of $disk .*has met errors, 1 so far. Copy what is on it"
    ok "... and that nobody can save there any more" said health "^readonly: "
    ok "... though statvfs(3) may not say so" refuses touch "$disk/new"
    stop health; health "$disk"
    ok "an error of today is told when the watch begins" said health "^failing: "
    health_off
    debugfs -w -R "ssv last_error_time 20200101" "$work/image" >/dev/null 2>&1
    mount -o loop "$work/image" "$disk"; health "$disk"
    ok "one of long ago is not" quiet
    fresh -e continue
    for i in 1 2 3 4 5 6 7; do plant; sleep 0.2; done
    ok "a disk that goes on making them is told at 1, 2 and 4" told failing 3
else skip "an error in the file system is told" "this kernel cannot plant one"; fi

# The kernel shuts a file system down when it can no longer trust it (EXT4_IOC_SHUTDOWN).
fresh
if python3 -c 'import fcntl,os,struct,sys; fcntl.ioctl(os.open(sys.argv[1], os.O_RDONLY), 0x8004587d, struct.pack("I", 2))' "$disk" 2>/dev/null; then
    refuses "a file system that is shut down takes nothing" touch "$disk/new"
    ok "... and that is told" said health "^failing: $disk .*cannot be read: .*check the disk and its cable"
    sleep 0.4
    ok "... once" told failing 1
else skip "a file system that is shut down is told" "ext4 cannot be shut down here"; fi

# btrfs finds out by itself that what it reads is not what was written.
health_off; truncate -s 0 "$work/image"; truncate -s 128M "$work/image"
if command -v mkfs.btrfs >/dev/null && mkfs.btrfs -q -d single "$work/image" >/dev/null && mount -o loop "$work/image" "$disk" 2>/dev/null; then
    for i in 1 2 3; do { echo "record number $i of P7"; head -c 20000 /dev/urandom; } >"$disk/$i"; done
    umount "$disk"
    python3 -c 'import sys; f = open(sys.argv[1], "r+b"); at = f.read().index(b"record number 2 of P7"); f.seek(at); f.write(b"recard")' "$work/image"
    mount -o loop "$work/image" "$disk"; health "$disk"
    ok "a record on btrfs that was read as it was written" cat "$disk/1"
    ok "... is nothing to speak of" quiet
    refuses "one that comes back from the disk as another" cat "$disk/2"
    ok "... is told as an error of the disk" said health "^failing: the file system of $disk .*has met errors, [1-9][0-9]* so far. .*btrfs scrub"
    stop health; health "$disk"
    ok "... whose count from before the watch began is not told again" quiet
else skip "errors that btrfs counts are told" "no btrfs here"; fi

fresh
if mount -t tmpfs tmpfs /sys/dev/block 2>/dev/null; then
    ok "a disk that the machine no longer has, though it is mounted, is told (its node in /sys is hidden)" said health "^failing: the disk of $disk .*is gone"
    umount /sys/dev/block; sleep 0.4; mount -t tmpfs tmpfs /sys/dev/block
    ok "... and anew when it was back in between" until_true 5 told failing 2
    umount /sys/dev/block
else skip "a disk that is gone is told" "/sys cannot be covered here"; fi

health_off
mount -t tmpfs -o size=1m tmpfs "$disk"; health "$disk"
ok "a tmpfs that is well" quiet
fill
ok "... and one that is full" said health "^full: "
health_off

# What hangs must not hang the watch: the driver dies when a look takes two seconds.
if hung "$disk"; then
    health "$disk"
    ok "a folder behind a dead program is not asked" hangs stat "$disk"
    sleep 2.2
    ok "... and not spoken of" quiet
    ok "... and nothing waited for it" kill -0 "$(cat "$work/health.pid")"
    stop health; unhang "$disk"
else skip "a folder behind a dead program is not asked" "no FUSE here"; fi

rmdir "$disk"; health "$disk"
ok "a folder that is not there is somebody else's matter" quiet
finish
