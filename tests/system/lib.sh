# What every system test stands on. A test sources this first, names claims with `ok` and `refuses`, and is counted by the lines it prints:
# "ok - CLAIM", "not ok - CLAIM", "skip - CLAIM # why". It ends with `finish`.
#
#   ok CLAIM COMMAND...        the command succeeds
#   refuses CLAIM COMMAND...   the command fails
#   says CLAIM TEXT COMMAND... the command's output (both streams) holds TEXT (a fixed string)
#   skip CLAIM WHY             what cannot be shown here
#   needs_root CLAIM           skips the whole test where we are not root
#   places [KEY=NAME...]            the section [paths] of a confide.conf whose places are in $work (NAME: by another name, or one more)
#   until_true SECONDS COMMAND...   waits, polling ten times a second, until the command succeeds
#   start NAME COMMAND...      starts a program in the background, its output in $work/NAME.log; stopped by `finish` (pid in $work/NAME.pid)
#   stop NAME                  ends it (SIGTERM) and waits
#
# $top = the tree, $B = the build folder, $work = a scratch folder of this test alone, gone at its end.
set -u
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
B=${B:-$top/build}; case $B in /*) ;; *) B=$top/$B ;; esac
work=$(mktemp -d "${TMPDIR:-/tmp}/confide-test.XXXXXX"); chmod 755 "$work"
failed=0

# What a claim's command says is in $work/out, for the claims after it to look at: those leave it there, as does `test`.
sayings() { case "$*" in test\ * | *"$work/out"*) echo "$work/aside" ;; *) echo "$work/out" ;; esac; }
good()    { echo "ok - $1"; }
bad()     { echo "not ok - $1"; failed=1; sed 's/^/    # /' "$2" | head -20; }
ok()      { local claim=$1 said; shift; said=$(sayings "$@"); if "$@" >"$said" 2>&1; then good "$claim"; else bad "$claim" "$said"; fi; }
refuses() { local claim=$1 said; shift; said=$(sayings "$@"); if "$@" >"$said" 2>&1; then bad "$claim" "$said"; else good "$claim"; fi; }
says()    { local claim=$1 text=$2 said; shift 2; said=$(sayings "$@"); "$@" >"$said" 2>&1; if grep -qF -- "$text" "$said"; then good "$claim"; else bad "$claim" "$said"; fi; }
skip()    { echo "skip - $1 # $2"; }
needs_root() { if [ "$(id -u)" != 0 ]; then skip "$1" "needs root"; finish; fi; }
places() {
    local section=$'[paths]\nstaff = staff.csv\ncontext = context\nregister = register\nwords = words\nstate = state\nspool = spool\nrun = run' one
    for one in "$@"; do section=$(grep -v "^${one%%=*} = " <<<"$section"; echo "${one%%=*} = ${one#*=}"); done
    sed "s|= |= $work/|" <<<"$section"
}
until_true() { local n=$(( $1 * 10 )); shift; while ! "$@" >/dev/null 2>&1; do n=$((n - 1)); [ "$n" -gt 0 ] || return 1; sleep 0.1; done; }
start()   { local name=$1; shift; rm -f "$work/$name.log"; "$@" >"$work/$name.log" 2>&1 & echo $! >"$work/$name.pid"; }
stop()    { local pid; pid=$(cat "$work/$1.pid" 2>/dev/null) || return 0; rm -f "$work/$1.pid"; kill -CONT "$pid" 2>/dev/null; kill -TERM "$pid" 2>/dev/null; wait "$pid" 2>/dev/null; }
cleanup() { local f; for f in "$work"/*.pid; do [ -e "$f" ] && stop "$(basename "$f" .pid)"; done; rm -rf "$work"; }
finish()  { trap - EXIT; cleanup; exit "$failed"; }
trap 'cleanup; exit 1' EXIT INT TERM
