# Every system call by which the store reaches the disk fails once, in turn, or the process dies in it: nothing acknowledged is lost, nothing is stored twice, the
# history is good, and a failing disk is told in one line.
. "$(dirname "$0")/lib.sh"
[ -x "$B/drivers/store" ] || make -s --no-print-directory -C "$top" B="$B" ${SANITIZE:+SANITIZE=1} "$B/drivers/store" || exit 1
store=$B/drivers/store
export ASAN_OPTIONS="${ASAN_OPTIONS:-}:detect_leaks=0" # the leak checker cannot run under strace
if ! command -v strace >/dev/null; then skip "faults of the disk under the store" "strace is not installed"; finish; fi
if ! strace -o /dev/null -e inject=fsync:error=EIO:when=9 true 2>/dev/null; then skip "faults of the disk under the store" "strace may not trace here"; finish; fi

acknowledged() { awk '$1 == "acknowledged" { n = $2 } END { print n + 0 }' "$1"; }

# all_points NAME CALL FAULT [STEP]: an agent's life of 12 commits with CALL number 1, 1 + STEP, ... made to FAULT, until a life passes without; each life is checked after.
all_points() {
    local name=$1 call=$2 fault=$3 step=${4:-1} n=1 points=0 code bad=0 acked=0
    while :; do
        rm -rf "$work/agent"
        { strace -qq -f -o "$work/trace" -e trace="$call" -e signal=none -e inject="$call:$fault:when=$n" \
            "$store" "$work/agent" 16 1 report store,0,60,5 note,2 >"$work/life" 2>"$work/errors"; code=$?; } 2>/dev/null
        if [ "$code" -lt 128 ] && ! grep -q INJECTED "$work/trace"; then break; fi
        points=$((points + 1))
        acked=$(acknowledged "$work/life")
        if ! "$store" "$work/agent" 16 1 "check,$acked" store,0,80,20 check,80 >"$work/check" 2>&1; then
            bad=$((bad + 1)); echo "    # $call number $n ($fault), exit $code, $acked acknowledged:"; sed 's/^/    # /' "$work/errors" "$work/check" | head -6
        fi
        if [ "$code" != 0 ] && [ "$code" -lt 128 ] && ! grep -q ': ' "$work/errors"; then
            bad=$((bad + 1)); echo "    # $call number $n ($fault), exit $code: no line says why"
        fi
        n=$((n + step))
        if [ "$points" -ge 400 ]; then break; fi
    done
    if [ "$bad" = 0 ] && [ "$points" -gt 0 ] && [ "$points" -lt 400 ]; then echo "ok - $name ($points points)"
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

# A sync that fails must end the life: what a later sync says is worth nothing.
rm -rf "$work/agent"; "$store" "$work/agent" 16 1 report >/dev/null
strace -qq -f -o /dev/null -e trace=fdatasync -e inject=fdatasync:error=EIO:when=3 "$store" "$work/agent" 16 1 store,0,5,1 store,5,5,1 >"$work/life" 2>"$work/errors"
ok "after a sync that failed nothing more is acknowledged" [ "$(acknowledged "$work/life")" -lt 3 ]
ok "and the line says what to look at" grep -q 'disk I/O error (Input/output error): look at the disk, then start confided again' "$work/errors"
finish
