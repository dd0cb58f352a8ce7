# What the tests of disks, mounts and printing share, beside lib.sh. A script begins with PRIVATE (see 37-devices-mounts.sh), so that its
# mounts go with it.
#
#   own_mounts CLAIM         skips the whole test where there is no mount namespace of our own
#   build_driver             $devices: tests/drivers/devices
#   image CLAIM NAME SIZE [OPTION...]   $work/NAME: a small ext4; skips the whole test where there are no loop devices
#   mounts [REMOVABLE...]    starts the driver on mounts, its lines in $work/mounts.log
#   health FOLDER            starts it on the disk of a folder, its lines in $work/health.log; health_stop
#   said NAME PATTERN        within 5 s a line of $work/NAME.log matches (NAME_last: the last line that names anything)
#   refuses_line NAME PATTERN   none does
#   same_dev FOLDER          the driver's number for it is stat(2)'s
#   hung FOLDER              a FUSE mount there whose program never answers; unhang FOLDER
#   hangs COMMAND...         the command does not end within a second
own_mounts() { [ -n "${PRIVATE:-}" ] || { skip "$1" "needs a mount namespace (CAP_SYS_ADMIN)"; finish; }; }

build_driver() {
    devices=$B/drivers/devices
    [ -x "$devices" ] || make -s --no-print-directory -C "$top" B="$B" ${SANITIZE:+SANITIZE=1} "$devices" || exit 1
}

image() {
    local claim=$1 name=$2 size=$3; shift 3
    truncate -s "$size" "$work/$name"
    mkfs.ext4 -q -F "$@" "$work/$name" >/dev/null 2>&1 || { skip "$claim" "no mkfs.ext4 here"; finish; }
    mkdir -p "$work/probe"
    mount -o loop "$work/$name" "$work/probe" 2>/dev/null || { skip "$claim" "no loop devices here"; finish; }
    umount "$work/probe"
}

mounts() { start mounts timeout -s KILL 100 "$devices" mounts "$@"; until_true 5 grep -q '^read' "$work/mounts.log"; }
health() { stop health; start health timeout -s KILL 100 "$devices" health "$1"; sleep 0.3; }

said() {
    case $1 in
    *_last) until_true 5 bash -c 'grep -v "^read" "$1" | tail -1 | grep -qE -- "$2"' - "$work/${1%_last}.log" "$2" ;;
    *) until_true 5 grep -qE -- "$2" "$work/$1.log" ;;
    esac || { tail -5 "$work/${1%_last}.log"; return 1; }
}
refuses_line() { ! grep -E -- "$2" "$work/$1.log"; }
same_dev() { grep "^there $1 " "$work/mounts.log" | tail -1 | grep -q " $(stat -c %d "$1")$"; }

hung() {
    exec 9<>/dev/fuse || return 1
    mount -i -t fuse -o fd=9,rootmode=40000,user_id=0,group_id=0 hung "$1" 2>/dev/null
}
unhang() { exec 9>&-; umount -l "$1"; }
hangs() { timeout -s KILL 1 "$@"; [ $? = 137 ]; }

cleanup() {
    local f point
    exec 9>&-
    for f in "$work"/*.pid; do [ -e "$f" ] && stop "$(basename "$f" .pid)"; done
    grep -F " $work/" /proc/self/mountinfo | cut -d ' ' -f 5 | tac | while read -r point; do umount -l "$(printf '%b' "$point")"; done
    rm -rf "$work"
}
