#!/bin/bash
# Wrong passwords slow down and lock nobody out: the module, the judge that counts, and IT who asks why.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/pam-lib.sh"
needs_root "wrong passwords slow down"
accounts
mkdir "$work/context"; mkdir -m 700 "$work/state"
printf 'login,name,kind,role\nanna,Anna Berg,person,Nurse\nben,Ben Ash,person,\nreception,Front desk,shared,\n' >"$work/staff.csv"
paths="state = $work/state
staff = $work/staff.csv
context = $work/context"
config "$paths"
printf '#!/bin/sh\n[ "$(tr -d "\\0")" = "right horse" ]\n' >"$work/check"; chmod 755 "$work/check"
for service in login sshd su; do # the line that only failures come by, as in the manual
    cat >"$work/services/$service" <<END
auth requisite $module config=$confide
auth [success=2 default=ignore] pam_exec.so quiet expose_authtok $work/check
auth [default=ignore] $module config=$confide failed
auth requisite pam_deny.so
auth required pam_permit.so
auth required pam_permit.so
account requisite $module config=$confide
account required pam_permit.so
session required $module config=$confide
END
done
ctl()    { "$B/confidectl" --config "$confide" "$@"; }
judge()  { rm -f "$work/run/agent-hung"; start judge "$B/confided" --config "$confide" --foreground; until_true 5 grep -q ready "$work/judge.log"; }
# from HOST LOGIN PASSWORD [CALL...]: a login from another host; at the seat: here LOGIN PASSWORD [CALL...]
from()   { local host=$1 login=$2 password=$3; shift 3; call sshd "$login" "$password" rhost="$host" authenticate "$@"; }
here()   { local login=$1 password=$2; shift 2; call login "$login" "$password" tty=tty1 authenticate "$@"; }
of()     { ctl why "$1" --json | jq -r "select(.what == \"wait\" and .login == \"$1\" and .origin == \"$2\") | $3"; }
# about SECONDS FILE: the wait that was asked for is that, give or take what libpam adds or takes (half of it)
about()  { awk -v want="$1" '/^waits/ { seen = 1; if ($2 < want / 2 - 0.1 || $2 > want * 1.5 + 0.1) exit 1 } END { exit !seen }' "$2" || { cat "$2"; false; }; }
judge

ok "a wrong password at the seat fails" test "$(here anna wrong | grep -c '^authenticate 7')" = 1
for wait in 1 2 4 8; do
    here anna wrong >"$work/out"
    ok "the next one waits some $wait s" about $wait "$work/out"
done
says "why says who waits" "the next wrong one waits 16 seconds" ctl why anna
says "... and where" "at this computer" ctl why anna
ok "... and ends with 0, for nobody is kept out" ctl why anna
ok "another person at this seat does not wait" test "$(of ben seat .wrong)" = ""
says "a right one is tried at once" "authenticate 0" here anna 'right horse' acct_mgmt
ok "... and ends the row" test -z "$(of anna seat .wrong)"

from 192.0.2.7 anna wrong >"$work/out"
ok "from another host the next one is not tried before its time" test "$(from 192.0.2.7 anna 'right horse' | grep -c '^authenticate 11')" = 1
says "... and is told how long" "says: Too many wrong passwords." from 192.0.2.7 anna 'right horse'
sleep 0.6
says "... then it is" "authenticate 0" from 192.0.2.7 anna 'right horse' acct_mgmt
TIMES=40 call sshd anna 'guess %' rhost=192.0.2.66 authenticate >"$work/out"
ok "of 40 guesses side by side 10 at most are tried" test "$(grep -c '^authenticate 7' "$work/out")" -le 10
ok "... and the others are told to wait" test "$(grep -c '^authenticate 11' "$work/out")" -ge 25
says "why says until when" "no password is tried until" ctl why anna
refuses "... and ends with 1" ctl why anna
for name in ben cleo er stranger; do from 192.0.2.66 $name guess; done >"$work/out"
ok "... whatever the login: the host has had its ten" test "$(grep -c '^authenticate 11' "$work/out")" = 4
says "... and why says so of each" "from 192.0.2.66, over all logins" ctl why ben
says "the seat is not slowed by it" "authenticate 0" here anna 'right horse'
says "nor is another host" "authenticate 0" from 192.0.2.7 anna 'right horse'
ok "going on though turned away is a case" until_true 5 eval 'ctl cases --json | grep -q "\"pushing\""'
says "... in words" "passwords for the login of a nurse" ctl cases --json
for i in $(seq 11); do here cleo "guess $i"; done >"$work/out"
ok "at the seat ten are tried in a row" test "$(grep -c '^authenticate 7' "$work/out")" = 10
says "... then none for some minutes" "Too many wrong passwords. Try again in" cat "$work/out"
for i in $(seq 12); do here root "guess $i"; done >"$work/root"
ok "root at this computer is never turned away" test "$(grep -c '^authenticate 7' "$work/root")" = 12
ok "... that burst is a case" until_true 5 eval 'ctl cases --json | grep -q "\"guessing\""'

stop judge; judge
ok "after a restart the counters are there" test "$(of anna 'host 192.0.2.66' .wrong)" -ge 1
pid=$(cat "$work/judge.pid"); rm "$work/judge.pid"; kill -KILL "$pid"; wait "$pid" 2>/dev/null; judge
ok "... after a kill too" test "$(of anna 'host 192.0.2.66' .wrong)" -ge 1
as_locker() { setpriv --reuid=5001 --regid=5001 --clear-groups "$@"; }
chmod 711 "$work"; rows=$(of anna 'host 192.0.2.66' .wrong)
fake() { as_locker /usr/bin/python3 - "$work/run/pam.sock" <<'END'
import socket, struct, sys
for login, proven, step in ((b"anna", 1, 2), (b"anna", 1, 3)):
    peer = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET); peer.settimeout(2); peer.connect(sys.argv[1])
    body = struct.pack("=II64s32s128s", step, proven, login, b"sshd", b"rhost=192.0.2.66")
    peer.send(struct.pack("=IHHIIQ", 0x31444643, 1, 11, len(body), 0, 1) + body)
    print("answered", len(peer.recv(65536)))
peer = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET); peer.settimeout(2); peer.connect(sys.argv[1])
body = struct.pack("=II64s32s128s", 2, 1, b"ben", b"sshd", b"rhost=192.0.2.66")
peer.send(struct.pack("=IHHIIQ", 0x31444643, 1, 11, len(body), 0, 1) + body)
print("other:", len(peer.recv(65536)))
END
}
chmod 755 "$work/run"
says "a user's own program may ask for itself" "answered" fake
ok "... for nobody else" grep -q '^other: 0' "$work/out"
ok "... and resets nothing" test "$(of anna 'host 192.0.2.66' .wrong)" = "$rows"
refuses "nobody but root has them forgotten" as_locker "$B/confidectl" --config "$confide" why anna --forgive
says "IT has them forgotten" "forgotten" ctl why anna --forgive
ok "... which lets her in again" test -z "$(of anna 'host 192.0.2.66' .wrong)"

for i in $(seq 30); do from 192.0.2.99 anna - ; done >"$work/out"
ok "prompts broken off cost nothing" test "$(of anna 'host 192.0.2.99' .wrong)" = ""
says "... the thirty-first is asked as the first" "authenticate 0" from 192.0.2.99 anna 'right horse'
call su anna wrong ruser=ben authenticate >"$work/out"
says "su by somebody counts for that somebody" "by ben at this computer" ctl why anna
says "... and keeps him waiting" "Too many wrong passwords." call su anna 'right horse' ruser=ben authenticate
says "not the seat" "authenticate 0" here anna 'right horse'
sleep 0.6; from 192.0.2.7 anna wrong >"$work/out"
call sshd anna x rhost=192.0.2.7 acct_mgmt open_session close_session >"$work/out" # a key: no password was right
ok "a login without a password resets nothing" test "$(of anna 'host 192.0.2.7' .wrong)" = 1

says "the last use is shown: where and when" "says: Last used" here anna 'right horse' acct_mgmt
ok "... from the other host" grep -q "from 192.0.2.7. Not you? Tell Sam in IT." "$work/out"
here anna 'right horse' acct_mgmt open_session >"$work/out"
says "... then from here" "at this computer. Not you? Tell Sam in IT." here anna 'right horse' acct_mgmt
ok "... in one line" test "$(grep -c '^says:' "$work/out")" = 1
says "who was never here is told so" "No earlier use of this login is on record" here er 'right horse' acct_mgmt
refuses "su shows nothing" eval 'call su anna "right horse" ruser=ben acct_mgmt | grep "^says"'
refuses "PAM_SILENT shows nothing" eval 'call login anna "right horse" authenticate acct_mgmt+silent | grep "^says"'

says "why knows whom the register refuses" "'reception' is a shared login." ctl why reception
refuses "... which is a finding" ctl why reception
ok "... for programs too" test "$(ctl why reception --json | jq -r 'select(.what == "login") | .login + " " + .verdict')" = "reception shared"
says "... and whom nobody listed" "'nobody2' is not on the staff list." ctl why nobody2
says "wrong usage is told" "say whose" ctl why
stop judge
here anna wrong >"$work/out"
ok "while the judge is away a wrong password waits 2 s" about 2 "$work/out"
says "... a right one is let in" "authenticate 0" here anna 'right horse'
refuses "why says that the agent is away" ctl why anna
config "$paths" '[login]' 'mode = audit'; judge
for i in 1 2 3; do from 192.0.2.50 anna wrong; done >"$work/out"
ok "in audit mode nobody is kept waiting" test "$(grep -c '^authenticate 7' "$work/out")" = 3
says "... the log says who would have been" "audit: would have kept anna waiting: " eval 'echo wrong | pam_items="-I rhost=192.0.2.50" pam sshd anna authenticate'
says "the history is whole" '"good":"yes"' ctl verify --json
finish
