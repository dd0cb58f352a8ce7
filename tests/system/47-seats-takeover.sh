#!/bin/bash
# One person, one live seat: who is locked, who is not, and what is told of it. The judge on a bus of its own, with dbusmock's logind.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/seats-lib.sh"
seats_needs "take-over"

bus; logind; judge
ok "the judge finds logind" until_true 5 grep -q ListSessions "$work/logind.log"

# ---- a newcomer
session 1 maya tty 1; session 2 kofi tty 2; session 3 maya 10.0.0.5 3; session 4 maya tty 4 Class=background; session 5 maya tty 5 Service=su-l
session 6 maya tty 6 State=closing; session 7 maya x11 7 Class=greeter; session 10 maya tty 10; session 11 maya tty 11
ok "a login is taken as ever" arrives maya 10
ok "her older seat is locked" until_true 5 asked 1
settle
for other in 2 3 4 5 6 7; do refuses "session $other is not: $(sed -n "$other p" <<<'
a colleague
a remote one
a job
one that su made
one that is closing
a greeter')" asked $other; done
refuses "the newcomer is not disturbed" asked 10
refuses "nor is one that is newer still" asked 11
ok "the lock is told" told '"action":"lock"' '"login":"maya"' '"session":"1"' '"object":"pts/1"' 'taken over by session 10' '"outcome":"ok"'
ok "once" test "$(ctl events --json --limit 2000 | grep -c '"action":"lock"')" = 1

session 12 maya 10.0.0.5 12; before=$(grep -c LockSession "$work/logind.log")
arrives maya 12; settle
ok "a remote newcomer locks nothing" test "$(grep -c LockSession "$work/logind.log")" = "$before"
arrives maya 11 'service: su' 'evidence: tty=pts/1 ruser=maya logind=11'; settle
ok "su is no newcomer" test "$(grep -c LockSession "$work/logind.log")" = "$before"
arrives kofi 10; settle
ok "a session that is somebody else's makes nobody a newcomer" test "$(grep -c LockSession "$work/logind.log")" = "$before"
ok "and that is said" grep -q "session 10 is not of the login" "$work/judge.log"
arrives kofi 999; arrives kofi '../../1'; settle
ok "nor does one that is not there, or no session's name" test "$(grep -c LockSession "$work/logind.log")" = "$before"
ends 10; ends 11; ends 12; ends 1; ends 3

# ---- at two places at once
session 19 kofi 127.0.0.1 19; arrives kofi 19; settle
refuses "a connection from this machine to itself is no second place" told '"reason":"parallel"' '"login":"kofi"'
session 20 kofi 192.168.7.1 20; arrives kofi 20; settle
ok "a seat and a remote session of another host are told" told '"reason":"parallel"' '"login":"kofi"' '"action":"open"' 'hosts=192.168.7.1,here' 'sessions=3'
session 21 kofi 192.168.7.2 21; arrives kofi 21; settle
ok "so are two hosts" told '"reason":"parallel"' 'hosts=192.168.7.2' 'sessions=4'
before=$(ctl events --json --limit 2000 | grep -c '"reason":"parallel"')
session 22 kofi 192.168.7.2 22; arrives kofi 22; settle
ok "a further session from a place that is known is not" test "$(ctl events --json --limit 2000 | grep -c '"reason":"parallel"')" = "$before"
why() { ctl why kofi --json | grep '"session"' | grep -F "$1" | grep -F "$2"; }
ok "confidectl why shows where somebody is" eval 'why "\"id\":\"2\"" "\"kind\":\"console\"" && why "\"id\":\"21\"" 192.168.7.2'
ends 21; settle
refuses "and not where they were" why '"id":"21"' remote
ends 2; ends 19; ends 20; ends 22

# ---- screens
session 30 maya x11 30; session 31 maya x11 31; arrives maya 31
ok "an older screen is locked" until_true 5 asked 30
says_locked 30 true; settle
ok "a screen that shows its lock is not told of again" test "$(times_asked 30)" = 1
sleep 3
says_locked 30 false
ok "when she unlocks it, the other one is locked" until_true 5 asked 31
says_locked 31 true; settle
ok "and that is told" told '"session":"31"' 'session 30 was unlocked' '"outcome":"ok"'
settle
ok "without ping-pong" test "$(times_asked 30) $(times_asked 31)" = "1 1"
session 32 maya x11 32; arrives maya 32; until_true 5 asked 30
says_locked 30 true; says_locked 30 false; settle
refuses "a locker that gives up at once does not lock the newcomer" asked 32
ok "a locker that does not answer is told" until_true 14 told '"session":"30"' '"outcome":"failed"' 'its screen locker did not answer'
refuses "one that did is not" told '"session":"31"' 'did not answer'
victim=$(as_system busctl --system --list 2>/dev/null | awk '$3 == "confided" { print $1 }' | head -1)
sleep 3; before=$(grep -c LockSession "$work/logind.log")
if [ -n "$victim" ]; then
    ok "a signal is forged" as_system "$top/tests/system/seats-logind" unlock_forged "$victim" 32; settle
    ok "and believed by nobody" test "$(grep -c LockSession "$work/logind.log")" = "$before"
else
    skip "a forged signal is believed by nobody" "busctl does not say which connection is the judge's"
fi
for i in 1 2 3 4 5 6 7 8 9 10; do says_locked 32 true; says_locked 32 false; done; settle
ok "screens that unlock each other without end are left alone" test $(($(grep -c LockSession "$work/logind.log") - before)) -le 12
restless 32 2000 & session 35 kofi tty 35; session 36 kofi tty 36; arrives kofi 36; wait $!
ok "nor do they keep another's older screen from being locked" until_true 5 asked 35
refuses "... or the judge from looking at anybody" grep "too many others wait" "$work/judge.log"
ends 30; ends 31; ends 32; ends 35; ends 36

# ---- seats = report, off
judge 'seats = report'
session 40 maya tty 40; session 41 maya tty 41; arrives maya 41
ok "with seats = report it is told" until_true 5 told '"session":"40"' 'would have locked'
refuses "and nothing is locked" asked 40
judge 'seats = off' 'emergency_minutes = 0'
session 42 maya tty 42; before=$(grep -c ListSessions "$work/logind.log"); arrives maya 42; settle
ok "with seats = off logind is not even asked" test "$(grep -c ListSessions "$work/logind.log")" = "$before"
ends 40; ends 41; ends 42

# ---- the end of an emergency
now=$(date +%s)
began() { echo "Timestamp=t$(($1))000000"; }
opened() { date -u -d "@$1" +%Y-%m-%dT%H:%M:%SZ; }
emergency() { arrives maya "$1" 'purpose: emergency' "time: $(opened "$2")"; }
judge 'emergency_minutes = 1'
session 50 maya tty 50 "$(began $((now - 57)))"; emergency 50 $((now - 56))
settle; refuses "an emergency's session is left alone in its time" asked 50
ok "it is locked when that is over" until_true 8 asked 50
ok "and that is told" until_true 3 told '"session":"50"' 'the emergency entry has ended' '"outcome":"ok"'
session 51 kofi tty 51 "$(began $((now + 3600)))"; session 52 maya tty 52 "$(began $((now - 600)))"
emergency 52 $((now - 40)); emergency 60 $((now - 300)); { kill -KILL "$(cat "$work/judge.pid")"; wait "$(cat "$work/judge.pid")"; rm "$work/judge.pid"; } 2>/dev/null
judge 'emergency_minutes = 1'
ok "also when the judge was killed meanwhile" until_true 25 asked 52
refuses "a session of another boot that has its number is not locked" asked 51
settle; refuses "for one that is gone nothing is told" told '"session":"60"'
ends_well() { local pid; pid=$(cat "$work/judge.pid"); rm "$work/judge.pid"; kill -TERM "$pid"; wait "$pid"; }
ok "the judge ends in order" ends_well
finish
