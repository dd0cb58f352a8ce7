# Every system call by which the store reaches the disk fails once, in turn, or the process dies in it: nothing acknowledged is lost, nothing is stored twice, the
# history is good, and a failing disk is told in one line.
# Beside the others.
. "$(dirname "$0")/lib.sh"
[ -x "$B/drivers/store" ] || make -s --no-print-directory -C "$top" B="$B" ${SANITIZE:+SANITIZE=1} "$B/drivers/store" || exit 1
store=$B/drivers/store
export ASAN_OPTIONS="${ASAN_OPTIONS:-}:detect_leaks=0" # the leak checker cannot run under strace
if ! command -v strace >/dev/null; then skip "faults of the disk under the store" "strace is not installed"; finish; fi
if ! strace -o /dev/null -e inject=fsync:error=EIO:when=9 true 2>/dev/null; then skip "faults of the disk under the store" "strace may not trace here"; finish; fi

acknowledged() { awk -v word="${2:-acknowledged}" '$1 == word { n = $2 } END { print n + 0 }' "$1"; }

# The two lives, and how each is looked at afterwards: of what was said to be stored nothing may be missing, and it can be gone on with.
life_events() { echo report store,0,60,5 note,2; }
look_events() { echo "check,$(acknowledged "$1")" store,0,80,20 check,80; }
life_posts()  { echo post,5 store,0,40,10 purge,15 walk,7; }
look_posts()  { echo "held,$(acknowledged "$1"),$(acknowledged "$1" posted),$(acknowledged "$1" erased)" post,5 store,100,10,5 purge,9 walk,500 held,10,5,10; }

# all_points NAME CALL FAULT [STEP [LIFE]]: an agent's life with CALL number 1, 1 + STEP, ... made to FAULT, until one passes without; each is looked at after.
# CONFIDE_EVERY_POINT=1: no step is taken over any.
all_points() {
    local name=$1 call=$2 fault=$3 step=${4:-1} life=${5:-events} n=1 points=0 code bad=0 most=400
    [ -z "${CONFIDE_EVERY_POINT:-}" ] || step=1 most=20000
    while :; do
        rm -rf "$work/agent"
        { strace -qq -f -o "$work/trace" -e trace="$call" -e signal=none -e inject="$call:$fault:when=$n" \
            "$store" "$work/agent" 16 1 $("life_$life") >"$work/life" 2>"$work/errors"; code=$?; } 2>/dev/null
        if [ "$code" -lt 128 ] && ! grep -q INJECTED "$work/trace"; then break; fi
        points=$((points + 1))
        if ! "$store" "$work/agent" 16 1 $("look_$life" "$work/life") >"$work/check" 2>&1; then
            bad=$((bad + 1)); echo "    # $call number $n ($fault), exit $code, $(tail -1 "$work/life"):"; sed 's/^/    # /' "$work/errors" "$work/check" | head -6
        fi
        if grep -q 'altered.*\(deleted\|cut off\|fit\)' "$work/life"; then
            bad=$((bad + 1)); echo "    # $call number $n ($fault): $(tail -1 "$work/life")"
        fi
        if [ "$code" != 0 ] && [ "$code" -lt 128 ] && ! grep -q ': ' "$work/errors" "$work/life"; then
            bad=$((bad + 1)); echo "    # $call number $n ($fault), exit $code: no line says why"
        fi
        n=$((n + step))
        if [ "$points" -ge "$most" ]; then break; fi
    done
    if [ "$bad" = 0 ] && [ "$points" -gt 0 ] && [ "$points" -lt "$most" ]; then echo "ok - $name ($points points)"
    else echo "not ok - $name ($points points, $bad bad)"; failed=1; fi
}

all_points "a sync that fails loses nothing"                  fdatasync error=EIO
all_points "a sync of a folder or a key that fails loses nothing" fsync error=EIO
all_points "a kill in a sync loses nothing"                   fdatasync signal=KILL
all_points "a write that fails loses nothing"                 pwrite64  error=EIO 3
all_points "a write that finds no room loses nothing"         pwrite64  error=ENOSPC 3
all_points "a write beyond the quota loses nothing"           pwrite64  error=EDQUOT 11
all_points "a kill in a write loses nothing"                  pwrite64  signal=KILL 3
all_points "a read that fails loses nothing"                  pread64   error=EIO
all_points "a file that cannot be opened loses nothing"       openat    error=EMFILE
all_points "a key that is cut in writing is not taken for one" write    error=ENOSPC
all_points "a kill while a key is written leaves whole keys or none" renameat2 signal=KILL
all_points "a kill in opening a file loses nothing"           openat    signal=KILL
all_points "a lock that is refused loses nothing"             flock     error=ENOLCK

# The same of messages, purges and the check that goes round.
all_points "a sync that fails loses no message, and no purge is half"    fdatasync error=EIO 1 posts
all_points "a kill in a sync loses no message, and no purge is half"     fdatasync signal=KILL 1 posts
all_points "a write that fails loses no message, and no purge is half"   pwrite64  error=EIO 3 posts
all_points "a write without room loses no message, and no purge is half" pwrite64  error=ENOSPC 3 posts
all_points "a kill in a write loses no message, and no purge is half"    pwrite64  signal=KILL 5 posts
all_points "a read that fails loses nothing, and is no deletion"         pread64   error=EIO 2 posts
all_points "a WAL that cannot be cut loses nothing"                      ftruncate error=EIO 1 posts
all_points "a kill while the WAL is cut loses nothing"                   ftruncate signal=KILL 1 posts

# A sync that fails must end the life: what a later sync says is worth nothing.
rm -rf "$work/agent"; "$store" "$work/agent" 16 1 report >/dev/null
strace -qq -f -o /dev/null -e trace=fdatasync -e inject=fdatasync:error=EIO:when=3 "$store" "$work/agent" 16 1 store,0,5,1 store,5,5,1 >"$work/life" 2>"$work/errors"
ok "after a sync that failed nothing more is acknowledged" [ "$(acknowledged "$work/life")" -lt 3 ]
ok "and the line says what to look at" grep -q 'disk I/O error (Input/output error): look at the disk, then start confided again' "$work/errors"
finish
