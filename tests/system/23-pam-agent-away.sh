#!/bin/bash
# Whatever state the agent is in, people log in, wait a bounded time once, and no fact is lost.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/pam-lib.sh"
needs_root "pam_confide needs no agent"
accounts
took() { local begin; begin=$(date +%s%N); "$@" >"$work/took" 2>&1 || { cat "$work/took"; return 1; }; ms=$((($(date +%s%N) - begin) / 1000000)); }
spooled() { [ "$(facts | wc -l)" = "$1" ]; }
# Generous: machines are busy, and sanitizers slow. tests/bench/login measures the promise itself.
under() { [ "$ms" -lt $(($1 * (1 + 9 * ${SANITIZE:-0} + 20 * ${VALGRIND:-0}))) ] || { echo "$ms ms"; false; }; }
login() { took try login anna authenticate acct_mgmt open_session; }

ok "without an agent people log in" login
alone=$ms
ok "... and the fact is kept" spooled 1
forget
for manner in closes babbles refuses drips; do
    agent "$manner"
    ok "an agent that $manner lets people in" login
    ok "... at once" under 1000
    ok "... and the fact is kept" spooled 1
    refuses "... and nobody calls it hung" test -e "$work/run/agent-hung"
    forget
done
for manner in hangs sleeps; do
    agent "$manner"
    ok "an agent that $manner lets people in" login
    first=$ms
    ok "... within a second, wait included" under 1000
    ok "... is noted as hung, readable for all" test "$(stat -c '%a %U %F' "$work/run/agent-hung")" = '644 root regular empty file'
    ok "the next login lets in too" login
    echo "# no agent $alone ms; agent that $manner: first login $first ms, next $ms ms"
    ok "... and both facts are kept" spooled 2
    forget
done

agent answers
kill -STOP "$(cat "$work/agent.pid")"
ok "an agent that was stopped lets people in" login
if [ -z "${VALGRIND:-}${SANITIZE:-}" ] && strace -o "$work/strace" true 2>/dev/null; then
    traced() { strace -f -e trace=connect -o "$work/strace" bash -c "$(declare -f try pam); B=$B work=$work; try login anna authenticate acct_mgmt open_session"; }
    ok "the next login" traced
    ok "... knocks once, for some milliseconds" test "$(grep -c 'pam\.sock' "$work/strace")" = 1
    kill -CONT "$(cat "$work/agent.pid")"
    until_true 5 grep -q malformed "$work/agent.log"
    well()   { traced && [ ! -e "$work/run/agent-hung" ]; }
    ok "an agent that is well again is no longer called hung" until_true 10 well # on a busy machine not at the first login
    ok "... and told" grep -q '^open|anna' "$work/agent.log"
else
    skip "the next login knocks once" "needs strace, and no sanitizer or valgrind around it"
fi
touch -d 'next year' "$work/run/agent-hung"; : >"$work/agent.log"
kill -CONT "$(cat "$work/agent.pid")" 2>/dev/null
ok "a stamp from the future (the clock was set back)" login
ok "... stops nobody from telling" grep -q '^open|anna' "$work/agent.log"
forget; stop agent

# Where nothing can be told or kept, people log in all the same.
rm -f "$work/run/pam.sock"
chmod 777 "$work/spool"
ok "with a spool that others may write people log in" login
says "... and the log says that a fact is lost, and the remedy" "spool: a fact is lost: others may write there: chmod o-w it" try login anna open_session
chmod 700 "$work/spool"
if mkdir "$work/full" && mount -t tmpfs -o size=16k tmpfs "$work/full" 2>/dev/null; then
    config; sed -i "s|^spool = .*|spool = $work/full|" "$confide"; chmod 700 "$work/full"
    dd if=/dev/zero of="$work/full/filler" bs=1k 2>/dev/null
    ok "with a full disk people log in" login
    says "... and the log says so" "a fact is lost: No space left on device" try login anna open_session
    ok "... and no half fact is left" test "$(ls -A "$work/full")" = filler
    umount "$work/full"
else
    skip "with a full disk people log in" "may not mount a tmpfs"
fi
rmdir "$work/full"
config; rmdir "$work/spool" 2>/dev/null || rm -r "$work/spool"
ok "without a spool people log in" login
mkdir -m 700 "$work/spool"; rm -r "$work/run"
ok "without a run folder people log in" login
ok "... and the fact is kept" spooled 1
mkdir "$work/run"; forget
few() { (ulimit -n 12; try login anna acct_mgmt); }
ok "with hardly a descriptor left people log in" few
finish
