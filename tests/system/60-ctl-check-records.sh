#!/bin/bash
# confidectl check on record folders: each with its file system, what the watch will see there and what it cannot.
# Beside the others.
[ "$(id -u)" != 0 ] || [ -n "${PRIVATE:-}" ] || ! unshare -m true 2>/dev/null || PRIVATE=1 exec unshare -m --propagation private bash "$0" "$@"
. "$(dirname "$0")/lib.sh"; . "$(dirname "$0")/ctl-lib.sh"; . "$(dirname "$0")/device-lib.sh"
claim="record folders are checked"
needs_root "$claim"; own_mounts "$claim"
image "$claim" image 16M
clinic; ctl staff load >/dev/null; chmod 700 "$work/spool"
root=$work/root records=$work/records
mkdir -p "$root/etc/pam.d" "$root/usr/share/polkit-1/rules.d" "$root/proc/sys/fs/fanotify" "$root/proc/sys/kernel"
: >"$root/usr/share/polkit-1/rules.d/confide.rules"
kernel() { echo "$1" >"$root/proc/sys/kernel/osrelease"; }
setting() { echo "$2" >"$root/proc/sys/fs/$1"; }
sound_kernel() { kernel 6.18.44-fc; setting leases-enable 0; setting fanotify/max_queued_events 16384; setting fanotify/max_user_groups 128; }
look() { timeout -s KILL 20 "$B/confidectl" --config "$work/confide.conf" check --root "$root" "$@"; }
line() { grep -F " $records " "$work/said" | grep -qF -- "$2" && echo "ok - $1" || { echo "not ok - $1"; failed=1; grep -F "$records" "$work/said" | sed 's/^/    # /'; }; }
one_line() { [ "$(grep -cF " $records " "$work/said")" = 1 ]; }
paths() { sed -i "s|^$1 = .*|$1 = $2|" "$work/confide.conf"; }
watch() { sed -i "/^records = /a $1" "$work/confide.conf"; }
unwatch() { sed -i "/^$1 = /d" "$work/confide.conf"; }
sound_kernel

mount -o loop "$work/image" "$records"
exits 0 "a file system that holds nothing but records is sound" look
line "it is named with its device" "is ext4 on /dev/loop"
line "opens wait there" "Opens wait until the reader is named; changes, renames and deletions are told with who did them."
line "all of it is watched" "The whole file system is watched."
ok "that is one line" one_line
exits 0 "as JSON" look --json
ok "... it is one object" jq -es --arg r "$records" 'map(select(.where == $r)) | length == 1 and .[0].level == "good"' "$work/said"
mkdir "$work/elsewhere"; mount --bind "$records" "$work/elsewhere"
exits 0 "a bind mount of it elsewhere takes nothing away" look
line "and is named" "What is opened through $work/elsewhere is seen too."
umount "$work/elsewhere"
mkdir -m 700 "$records/state"; paths state "$records/state"
exits 1 "the agent's own folder among the records is an error" look
tells "with the key and the remedy" "[paths] state = $records/state lies among the records of $records, where the agent would watch itself: move it"
paths state "$work/state"; rm -r "$records/state"
ln -s "$records" "$work/link"; paths spool "$work/link/lost+found"
exits 1 "also behind a symbolic link" look
tells "with its key" "[paths] spool = $work/link/lost+found lies among"
paths spool "$work/spool"
mkdir "$records/inner"; mount --bind "$records/inner" "$work/run"
exits 0 "the agent's folder on the same file system is a warning" look
line "with the remedy" "could be watched as a whole if [paths] run did not lie on its file system"
line "and then it is watched folder by folder" "It is watched folder by folder."
umount "$work/run"
watch "attribution = best-effort"
exits 0 "opens that do not wait are a warning" look
line "with what that costs" "may stay unnamed"
unwatch attribution
watch "removable = $work"
exits 0 "records on removable media are a warning" look
line "with the remedy" "move the records to a disk that stays"
unwatch removable
mount -o remount,ro "$records"
exits 0 "a record folder that is mounted read-only is a warning" look
line "with where to look" "journalctl -k"
umount "$records"

mkdir "$records/letters"
watch "records = $records/letters/{patient}.pdf"
exits 0 "a record folder within one that is named before it is a warning" look
tells "with what its records would count as" "counts as patient 'letters' there: put its line in [watch] before records = $records/{patient}/..."
sed -i "\|/letters/|d" "$work/confide.conf"
sed -i "/^records = /i records = $records/letters/{patient}.pdf" "$work/confide.conf"
exits 0 "named after it, it is none" look
hides "nor spoken of" "counts as patient"
sed -i "\|/letters/|d" "$work/confide.conf"; rmdir "$records/letters"
ln -s "$(realpath /bin/sh)" "$work/backup"; printf '#!/bin/sh\n' >"$work/backup.sh"
watch "daemons = $work/backup"; watch "daemons = $work/backup.sh"; watch "daemons = $work/bakcup"; watch "daemons = [nfsd]"; watch "daemons = $(realpath /bin/sh)"
exits 0 "a daemon by another name is a warning" look
tells "with the one that runs" "daemons = $work/backup is another name of what runs, and what that does is nobody's: name $(realpath /bin/sh)"
tells "a script is one" "daemons = $work/backup.sh is a script, which never runs itself"
tells "one that is not there is one" "daemons = $work/bakcup: No such file or directory: mend its path"
ok "a program by its path and a part of the kernel are none" test "$(grep -c "daemons = " "$work/said")" = 3
unwatch daemons

exits 0 "a folder beside other things is sound" look
line "and watched folder by folder" "It is watched folder by folder."
watch "inventory_hours = 0"
exits 0 "without inventories, hard links from outside are a warning" look
line "with the remedy" "Set inventory_hours"
unwatch inventory_hours
mount -t tmpfs tmpfs "$records"
exits 0 "a tmpfs is sound" look
line "and opens wait there" "is tmpfs on tmpfs. Opens wait"
umount "$records"

mkdir -p "$work/layers/"{lower,upper,work}
if mount -t tmpfs tmpfs "$work/layers" && mkdir "$work/layers/"{lower,upper,work} && mount -t overlay -o "lowerdir=$work/layers/lower,upperdir=$work/layers/upper,workdir=$work/layers/work" overlay "$records"; then
    exits 0 "layers are a warning" look
    line "opens do not wait there" "Opens are told and do not wait"
    line "with what is not seen" "in those below by their own paths is not seen"
    kernel 6.1.0-28-amd64
    exits 1 "with an older kernel they are an error" look
    line "with the release and the remedy" "is overlay, of which Linux 6.1.0-28-amd64 does not tell changes"
    sound_kernel; umount "$records"
else skip "layers are a warning" "no overlayfs here"; fi
umount "$work/layers"

if command -v mkfs.btrfs >/dev/null && truncate -s 128M "$work/btrfs" && mkfs.btrfs -q "$work/btrfs" >/dev/null && mount -o loop "$work/btrfs" "$records" 2>/dev/null; then
    kernel 6.1.0-28-amd64
    exits 0 "a btrfs is sound with an older kernel too" look
    btrfs -q subvolume create "$records/inside" >/dev/null
    sed -i "s|^records = .*|records = $records/inside/{patient}/...|" "$work/confide.conf"; records=$records/inside
    exits 1 "a subvolume of it is an error there" look
    line "with the remedy" "is a subvolume of btrfs, of which Linux 6.1.0-28-amd64 does not tell changes: move the records"
    sound_kernel
    exits 0 "with a newer one it is sound" look
    records=$work/records
    sed -i "s|^records = .*|records = $records/{patient}/...|" "$work/confide.conf"
    umount "$records"
else skip "a subvolume of btrfs is checked" "no btrfs here"; fi

if hung "$records"; then
    exits 0 "a folder behind a program that never answers does not hold the check up" look
    line "what is not seen there is said" "what its program does behind it is not seen here. Watch the folder that lies behind it instead"
    kernel 6.1.0-28-amd64
    exits 1 "with an older kernel it is an error" look
    line "with the remedy" "or take Linux 6.8 or later"
    sound_kernel; unhang "$records"
else skip "a folder behind a dead program does not hold the check up" "no FUSE here"; fi

# The kernel, by what its /proc says.
exits 0 "a sound kernel" look
hides "is not spoken of" "$root/proc"
kernel 5.10.0-30-amd64
exits 1 "a kernel that is too old is an error" look
tells "with the release and the one that is needed" "5.10.0-30-amd64 is too old to watch with: Confide needs 5.15 or later"
kernel 5.15.0-1-generic
exits 0 "5.15 is not" look
kernel "odd"
exits 0 "a release without a number is taken as it is" look
sound_kernel; setting leases-enable 1
exits 0 "write leases are a warning" look
tells "with file and remedy" "$root/proc/sys/fs/leases-enable"
tells "... fs.leases-enable = 0" "put fs.leases-enable = 0 into /etc/sysctl.d/confide.conf"
watch "attribution = best-effort"
exits 0 "where nobody waits they are none" look
hides "nor spoken of" "leases"
unwatch attribution; setting leases-enable 0; setting fanotify/max_queued_events 100
exits 0 "a short queue is a warning" look
tells "with the remedy" "fs.fanotify.max_queued_events = 16384"
setting fanotify/max_queued_events 16384; setting fanotify/max_user_groups 2
exits 0 "and so are few groups" look
tells "with the remedy" "fs.fanotify.max_user_groups = 128"
finish
