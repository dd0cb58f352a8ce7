# A disk that fills up under the store: what is stored stays whole, deliveries are still noted, and when there is room again it goes on.
. "$(dirname "$0")/lib.sh"
needs_root "a full disk under the store"
[ -x "$B/drivers/store" ] || make -s --no-print-directory -C "$top" B="$B" ${SANITIZE:+SANITIZE=1} "$B/drivers/store" || exit 1
store=$B/drivers/store
disk=$work/disk

# Everything below runs in a mount namespace of its own, so that the small disk is gone with it.
if [ -z "${CONFIDE_OWN_MOUNTS:-}" ]; then
    if ! unshare -m true 2>/dev/null; then skip "a full disk under the store" "no mount namespaces here"; finish; fi
    CONFIDE_OWN_MOUNTS=1 unshare -m --propagation private bash "$0"; code=$?
    cleanup; trap - EXIT; exit "$code"
fi
mkdir "$disk"
mount -t tmpfs -o size=12m,mode=700 tmpfs "$disk" || { skip "a full disk under the store" "no tmpfs here"; finish; }

acknowledged() { awk '$1 == "acknowledged" { n = $2 } END { print n + 0 }' "$1"; }
exits()        { local code=$1; shift; "$@"; [ $? = "$code" ]; }
larger()       { [ "$1" -gt "$2" ]; }
absent()       { [ ! -e "$1" ]; }

# One agent's life: a report waits, events come until the disk is full, then attempts at the report are noted, then more events come.
"$store" "$disk/agent" 64 3 report store,0,100000,50 note,200 store,0,1,1 >"$work/first" 2>"$work/errors"; code=$?
events=$(acknowledged "$work/first")
ok "a full disk is told as one, not as a failure" [ "$code" = 4 ]
ok "events are stored until then" larger "$events" 1000
says "the line names the file, the cause and the remedy" "database $disk/agent/confide.db: disk full (No space left on device): free 4 MiB or more" head -1 "$work/errors"
ok "200 attempts at a report are noted on the full disk" grep -q '^noted 200$' "$work/first"
ok "events are refused as long as it is full, each try with the same line" [ "$(sort -u "$work/errors" | wc -l)" = 1 ]
ok "the ballast was given up for it" absent "$disk/agent/ballast"

# It starts again, with a little room, but not enough for a reserve: somebody else took what its end gave back.
room=$(($(stat -f -c '%a * %S / 1048576' "$disk")))
[ "$room" -le 2 ] || head -c $((room - 2))M /dev/zero >"$disk/other"
ok "on the full disk it starts, and every acknowledged event is there once" "$store" "$disk/agent" 64 3 "check,$events"
ok "and notes attempts" "$store" "$disk/agent" 64 3 note,20
ok "and refuses events" exits 4 "$store" "$disk/agent" 64 3 store,200000,1,1

# Somebody makes room.
mount -o remount,size=32m "$disk"
ok "with room again, events are stored" "$store" "$disk/agent" 64 3 "store,$events,500,50"
ok "and the ballast is set aside anew" [ "$(stat -c %s "$disk/agent/ballast")" = 3145728 ]
ok "and the whole history is good" "$store" "$disk/agent" 64 3 "check,$((events + 500))"

# A disk without room for the first start.
mkdir "$work/tiny"
mount -t tmpfs -o size=64k,mode=700 tmpfs "$work/tiny"
says "a first start without room says what to free" "disk full (No space left on device): free" "$store" "$work/tiny/agent" 64 3 store,0,1,1
mount -o remount,size=16m "$work/tiny"
ok "and after that it starts" "$store" "$work/tiny/agent" 64 3 store,0,1,1 check,1

# No more names can be made: nothing is lost either.
mkdir "$work/names"
mount -t tmpfs -o size=16m,nr_inodes=9,mode=700 tmpfs "$work/names"
"$store" "$work/names/agent" 64 3 store,0,10,1 >"$work/out" 2>&1
n=$(acknowledged "$work/out")
mount -o remount,nr_inodes=100 "$work/names"
ok "a disk without inodes loses nothing that was acknowledged ($n)" "$store" "$work/names/agent" 64 3 "check,$n"

umount "$disk" "$work/tiny" "$work/names"
finish
