#!/bin/bash
# What only the guest of tests/qemu/run has: network mounts, on which a held open would be refused to people by the kernel itself; further local file systems;
# a USB stick.
[ -n "${PRIVATE:-}" ] || PRIVATE=1 exec unshare -m bash "$0" "$@"
. "$(dirname "$0")/../system/lib.sh"
. "$top/tests/system/watch-lib.sh"
needs_root "the watcher on the guest's file systems"
prepare "the watcher on the guest's file systems"
first=$records served=/srv/served away=$work/away
anna() { as 1 setpriv --reuid=1 --regid=1 --clear-groups "$@"; }
fill() { mkdir -p "$1/P1"; for n in 1 2 3; do echo "of P1" >"$1/P1/$n"; done; chown -R 1:1 "$1/P1"; chmod 700 "$1/P1"; chmod 600 "$1/P1"/*; }

at_start() { grep -qE "$away.*not wait|cannot be watched, the first is $away" "$work/eye.log" || { grep -v '^{' "$work/eye.log"; return 1; }; }

# network NAME: what holds for each. The records are mounted at $away.
network() {
    ok "$1: without the watcher a person reads their own 0600 record" anna cat "$away/P1/1"
    printing "$away"; sleep 1
    ok "$1: and with it too" within 2500 anna cat "$away/P1/1"
    ok "$1: the watch says at its start that opens do not wait there, or that it cannot watch it" at_start
    kill -STOP "$(eye_pid)"
    ok "$1: nor does anybody wait for a watcher that hangs" within 500 anna cat "$away/P1/2"
    stop eye
}

mkdir -p "$served" "$away"; fill "$served"
if modprobe nfsd && systemctl start nfs-server && exportfs -o rw,root_squash,no_subtree_check,fsid=7 "127.0.0.1:$served" &&
    until_true 60 mount -t nfs4 127.0.0.1:"$served" "$away"; then
    network "NFS with root_squash"
    umount -l "$away"; exportfs -ua; systemctl stop nfs-server
else
    bad "NFS with root_squash can be mounted" /dev/null
fi

mkdir -p /run/samba
printf '[global]\nmap to guest = Bad User\nserver role = standalone server\n[served]\npath = %s\nguest ok = yes\nread only = no\nforce user = daemon\n' "$served" >"$work/smb.conf"
smbd -F -s "$work/smb.conf" >"$work/smbd.log" 2>&1 & echo $! >"$work/smbd.pid"
if until_true 60 mount -t cifs -o guest,uid=1,gid=1,file_mode=0600,dir_mode=0700 //127.0.0.1/served "$away"; then
    network "CIFS"
    umount -l "$away"
else
    bad "CIFS can be mounted" "$work/smbd.log"
fi
stop smbd

# local NAME: opens wait, and changes are told or that they are not.
# A change is seen; on a btrfs subvolume an old kernel tells none (EXDEV), and then that is said.
seen_or_said() { saw "$1" || grep -qE "$records.*(changes are not told|cannot be watched)|cannot be watched, the first is $records" "$work/eye.log"; }
local_kind() {
    printing "$records"; sleep 1
    ok "$1: a person reads their own 0600 record" within 2500 anna cat "$records/P1/1"
    ok "$1: ... and is named while they wait" saw '"action":"read".*"login":"daemon","patient":"P1".*/P1/1".*"named":"waiting"'
    ok "$1: a new record" anna bash -c "echo new >'$records/P1/new'"
    ok "$1: ... is seen, or that it cannot be is said" seen_or_said '"action":"create".*"login":"daemon".*/P1/new"'
    ok "$1: a delete" anna rm "$records/P1/2"
    ok "$1: ... is seen, or that it cannot be is said" seen_or_said '"action":"delete".*"login":"daemon".*/P1/2"'
    ok "$1: a rename" anna mv "$records/P1/3" "$records/P1/three"
    ok "$1: ... is seen, or that it cannot be is said" seen_or_said '"action":"rename".*"login":"daemon".*/P1/three"'
    stop eye
}

mkdir -p "$work/disk"
for kind in xfs btrfs; do
    device=/dev/vdc; [ $kind = xfs ] || device=/dev/vdd
    "mkfs.$kind" -q -f "$device" >"$work/mkfs" 2>&1 && mount -t $kind "$device" "$work/disk" || { bad "$kind can be mounted" "$work/mkfs"; continue; }
    records=$work/disk/records; fill "$records"; local_kind "a folder on $kind"
    records=$work/disk; fill "$records"; local_kind "$kind of its own"
    if [ $kind = btrfs ]; then
        btrfs -q subvolume create "$work/disk/part"; records=$work/disk/part; fill "$records"; local_kind "a btrfs subvolume"
        umount "$work/disk"; mount -o subvol=part "$device" "$work/disk"; records=$work/disk; fill "$records"; local_kind "a btrfs subvolume, mounted"
    fi
    umount -l "$work/disk"
done

# The stick is a real one to the kernel: on the USB bus, removable, vfat.
stick=$(basename "$(readlink -f /dev/disk/by-id/usb-*-0:0 2>/dev/null)")
if [ -n "$stick" ] && mkfs.vfat "/dev/$stick" >"$work/mkfs" 2>&1; then
    records=$first
    printing "$records"; sleep 1
    mkdir -p /media/stick; mount -t vfat -o uid=1 "/dev/$stick" /media/stick
    ok "a USB stick that is mounted is told" saw '"kind":"device","action":"attach".*/media/stick'
    ok "cp to the stick" as 1 cp "$records/P1/1" /media/stick/copied
    ok "... is an export with person, record and where it went" saw '"action":"export".*"login":"daemon","patient":"P1","object":"[^"]*/P1/1","to":"/media/stick/copied"'
    ok "tar to the stick" as 1 tar -cf /media/stick/all.tar -C "$records" P2
    ok "... is an export" saw '"action":"export".*"login":"daemon","patient":"P2".*"to":"/media/stick/all.tar"'
    ok "cat > to the stick" as 1 bash -c "cat '$records/P1/2' >/media/stick/cat"
    ok "... is an export" saw '"action":"export".*"login":"daemon".*/P1/2","to":"/media/stick/cat"'
    umount /media/stick
    ok "... and that it is taken off" saw '"kind":"device","action":"detach".*/media/stick'
else
    bad "the guest has a USB stick" "$work/mkfs"
fi
finish
