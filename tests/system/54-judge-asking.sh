#!/bin/bash
# Asking the person: a question is shown at their next login and answered by them alone; nobody reads another's, and nothing waits for it.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/pam-lib.sh"
needs_root "people are asked"
setpriv --reuid=65534 --clear-groups test -x "$B/confidectl" || { skip "people are asked" "the build folder cannot be read by others"; finish; }
accounts
mkdir "$work/context"; mkdir -m 700 "$work/state"; chmod 711 "$work"
printf 'login,name,kind,role\nanna,Anna Berg,person,Nurse\nben,Ben Ash,person,\ncleo,Cleo Cox,person,\n' >"$work/staff.csv"
printf 'confide-register 1\n' >"$work/register"; printf '%s\tperson\t-\t-\n' anna ben cleo >>"$work/register"
paths="[paths]
state = $work/state
staff = $work/staff.csv
context = $work/context"
for service in login locker su sshd; do
    printf '%s\n' "auth requisite $module config=$confide" "auth required pam_permit.so" "account requisite $module config=$confide" \
        "account required pam_permit.so" "session required $module config=$confide" "session required pam_permit.so" >"$work/services/$service"
done
asking() { config "$paths" '[judge]' "asking = $1" "ask_hours = 72"; }
nss="env LD_PRELOAD=${ASAN_LIBRARY:+$ASAN_LIBRARY:}libnss_wrapper.so NSS_WRAPPER_PASSWD=$work/passwd NSS_WRAPPER_GROUP=$work/group"
judge()  { rm -f "$work/run/agent-hung"; start judge $nss "$B/confided" --config "$confide" --foreground; until_true 5 grep -q ready "$work/judge.log"; chmod 755 "$work/run"; }
ask()    { "$B/drivers/ask" "$work/state" "$@" >"$work/ids"; }
ctl()    { "$B/confidectl" --config "$confide" "$@"; }
# as UID COMMAND...: anna is 5001, ben 5002, cleo 5003
as()     { local uid=$1; shift; setpriv --reuid="$uid" --regid="$uid" --clear-groups "$@"; }
answer() { local uid=$1; shift; as "$uid" "$B/confidectl" --config "$confide" answer "$@" </dev/null; }
login()  { call "${2:-login}" "$1" x tty=tty1 "${@:3}" authenticate acct_mgmt open_session; }
stored() { ctl status --json | jq .events; }

asking ask
ask anna,NHS-4711,7200 || cat "$work/ids"
id=$(cat "$work/ids")
judge

# ---- the line at the next login
says "anna is asked at her login" "says: Nothing explains a record you opened on" login anna
ok "... after the line on the last use" test "$(sed -n 's/^says: \([A-Z][a-z]*\).*/\1/p' "$work/out" | tr '\n' ' ')" = "No Nothing "
ok "... and is told how to answer" grep -q 'Why? confidectl answer$' "$work/out"
ok "... in at most 80 characters" test "$(sed -n 's/^says: \(Nothing.*\)/\1/p' "$work/out" | tr -d '\n' | wc -c)" -le 80
refuses "... without the patient's id" grep -q NHS "$work/out"
ok "... and is let in" grep -q '^open_session 0' "$work/out"
says "at the next one again, while it is open" "Nothing explains" login anna
refuses "su shows nothing" eval 'login anna su ruser=ben | grep Nothing'
refuses "a screen locker shows nothing" eval 'login anna locker | grep Nothing'
refuses "PAM_SILENT shows nothing" eval 'call login anna x tty=tty1 authenticate acct_mgmt+silent | grep Nothing'
refuses "ben is asked nothing" eval 'login ben | grep Nothing'
ok "that the line was given is an event, once" test "$(ctl events --json | grep -c "the line of question $id")" = 1

# ---- one's own questions, and nobody else's
says "anna sees what it is about" "NHS-4711" answer 5001
ok "... and where" grep -q "reception-2" "$work/out"
ok "... and how often" grep -q "times *3" "$work/out"
ok "... and how to answer" grep -q "confidectl answer $id --reason" "$work/out"
ok "... which ends with 1: something is to be done" test "$(answer 5001 >/dev/null; echo $?)" = 1
ok "... and is recorded" eval 'ctl events --json | grep "the questions to oneself" | grep -q "\"login\":\"anna\""'
says "ben sees nothing" "Nothing is asked of you." answer 5002
says "nor does root" "Nothing is asked of you." ctl answer
ok "... who cannot see it by another verb" test -z "$(ctl status --json | grep "$id"; ctl cases --json | grep "$id")"
says "nobody knows another's by its name" "no open question of that name to you" answer 5002 "$id"
cp "$work/out" "$work/known"
ok "... in the words for one that never was" eval 'answer 5002 Q-0000000000000000 2>&1 | cmp - "$work/known"'
says "ben may not answer for anna" "no open question of that name to you" answer 5002 "$id" --reason "she was on call that day"
cp "$work/out" "$work/known"
ok "... nor root" eval 'ctl answer "$id" --reason "she was on call that day" 2>&1 | cmp - "$work/known"'
ok "... nor anybody an unknown one" eval 'answer 5001 Q-ffffffffffffffff --reason "she was on call that day" 2>&1 | cmp - "$work/known"'
refuses "anna reaches no other verb" as 5001 "$B/confidectl" --config "$confide" cases
says "... and is told why" "you may not ask the agent" as 5001 "$B/confidectl" --config "$confide" status

# ---- an answer
says "one without words is refused" "in a few words" answer 5001 "$id" --reason "...."
says "... one with control characters" "control character" answer 5001 "$id" --reason $'covered\x1b[2J for Sam'
says "... one of 300 characters" "too long" answer 5001 "$id" --reason "$(printf 'a%.0s' $(seq 300))"
says "... one that is no text" "UTF-8" answer 5001 "$id" --reason $'covered \xff\xfe for Sam'
says "after all that it is still open" "$id" answer 5001
typed() { printf '%s\n' "$1" | as 5001 timeout 10 script -qec "$B/confidectl --config $confide answer" /dev/null; }
says "at a terminal an empty line leaves it" "No answer was taken." typed ""
says "anna types her answer" "Your answer is kept" typed "covered for Sam, who was called away"
says "... and nothing is asked of her any more" "Nothing is asked of you." answer 5001
says "... but what she said is shown to her" "you said  covered for Sam, who was called away" answer 5001
says "... with the record that it was about" "NHS-4711" answer 5001
says "... and by its name" "covered for Sam, who was called away" answer 5001 "$id"
hides() { local name=$1 text=$2; shift 2; "$@" >"$work/hides" 2>&1; ok "$name" eval '! grep -qF -- "$text" "$work/hides"'; }
hides "... whether it was worth anything is not said" "accept" answer 5001
hides "ben is not shown what anna said" "covered for Sam" answer 5002
hides "... nor by its name" "covered for Sam" answer 5002 "$id"
hides "... nor is root" "covered for Sam" ctl answer
ok "to programs it is a row with what became of it" \
    test "$(answer 5001 --json | jq -r '.answered != null, .became, .reason' | tr '\n' ' ')" = "true in time covered for Sam, who was called away "
ok "... and nothing is to be done" eval 'answer 5001 --json >/dev/null'
says "... nor can she answer twice" "no open question of that name" answer 5001 "$id" --reason "and another reason for it"
refuses "... nor is she asked at a login" eval 'login anna | grep "Nothing explains"'
ok "that she answered is an event" eval 'ctl events --json | grep -q "the answer to question $id"'
refuses "... without the reason" eval 'ctl events --json | grep "called away"'
ok "the chain counts the question, its line and its answer" test "$(ctl verify --json | jq -c '[.good, .questions, .answers]')" = '["yes",1,2]'
refuses "neither patient nor reason can be read in the database" grep -aq -e NHS-4711 -e "called away" "$work/state/confide.db" "$work/state/confide.db-wal"
pid=$(cat "$work/judge.pid"); rm "$work/judge.pid"; kill -KILL "$pid"; wait "$pid" 2>/dev/null; judge
says "after a kill -9 it is answered still" "Nothing is asked of you." answer 5001
says "... and she finds what she said" "covered for Sam" answer 5001
says "... and the history whole" '"good":"yes"' ctl verify --json
stop judge

# ---- several, and those who make trouble
ask anna,P1,60 anna,P2,50 ben,P3,40; first=$(sed -n 1p "$work/ids") third=$(sed -n 3p "$work/ids")
judge
says "two open questions are one line" "Nothing explains 2 records you opened. Why? confidectl answer" login anna
says "a reason alone does not say for which" "several are open" answer 5001 --reason "covered for Sam"
ok "programs get a row each" test "$(answer 5001 --json | jq -r 'select(.answered | not).patient' | sort | tr '\n' ' ')" = "P1 P2 "
ok "... and the same exit code" test "$(answer 5001 --json >/dev/null; echo $?)" = 1
cat >"$work/hostile.py" <<'PY'
import socket, struct, sys, time
path, manner, own = sys.argv[1:4]
HEAD = struct.Struct("=IHHIIQ")
def message(kind, body, version=1): return HEAD.pack(0x31444643, version, kind, len(body), 0, 1) + body
def ask(verb): return message(7, struct.pack("=IIq64s", verb, 0, 0, own.encode()))
def answer(name, reason): return message(14, struct.pack("=24s256s", name.encode(), reason))
def connect():
    peer = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET); peer.settimeout(5); peer.connect(path); return peer
def closed(packet):
    peer = connect(); peer.send(packet)
    try: return peer.recv(65536) == b""
    except ConnectionResetError: return True
if manner == "verbs":
    verbs = [verb for verb in list(range(0, 40)) if verb != int(sys.argv[4])]
    print("closed", sum(closed(ask(verb)) for verb in verbs), "of", len(verbs))
if manner == "messages":
    kinds = [kind for kind in range(0, 32) if kind not in (7, 14)]
    print("closed", sum(closed(message(kind, b"\0" * 280)) for kind in kinds), "of", len(kinds))
    print("odd", closed(answer(own, b"x" * 256)[:-1]), closed(message(14, b"\0" * 279)), closed(message(14, b"Q" * 280)), closed(message(14, b"\0" * 280, 2)))
if manner == "many":
    peer, sent = connect(), 0
    end = time.time() + 20
    reason = b"a reason that sounds quite good"
    while sent < 100000 and time.time() < end:
        peer.send(answer("Q-%016x" % sent if sent % 3 else own, reason)); sent += 1
        while True:
            kind = HEAD.unpack(peer.recv(65536)[:HEAD.size])[2]
            if kind == 8 + 2: break
    print("sent", sent)
if manner == "looks":
    peer = connect()
    for _ in range(300):
        peer.send(ask(int(sys.argv[4])))
        while HEAD.unpack(peer.recv(65536)[:HEAD.size])[2] != 10: pass
    print("looked")
if manner == "crowd":
    peers = []
    for _ in range(64):
        peers.append(connect())
    alive = 0
    for peer in peers:
        try: peer.send(ask(int(sys.argv[4]))); alive += peer.recv(65536) != b""
        except (ConnectionResetError, BrokenPipeError): pass
    print("served", alive)
    sys.stdout.flush(); time.sleep(float(sys.argv[5]))
PY
chmod 644 "$work/hostile.py"
mine=$(sed -n '/^enum wire_verb/,/^}/p' "$top/include/confide/wire.h" | grep -o 'ASK_[A-Z]*' | grep -n ASK_MINE | cut -d: -f1)
hostile() { timeout 60 setpriv --reuid=5001 --regid=5001 --clear-groups /usr/bin/python3 "$work/hostile.py" "$work/run/ask.sock" "$@"; }
says "at ask.sock every other verb ends the connection" "closed 39 of 39" hostile verbs "$first" "$mine"
says "... and every other message" "closed 30 of 30" hostile messages "$first"
ok "... and malformed ones" grep -q "odd True True True True" "$work/out"
before=$(stored)
hostile many "$third" >"$work/many" 2>&1 & flood=$!
sleep 0.5
begin=$(date +%s%N)
says "while somebody sends 100,000 answers ben is let in and asked" "Nothing explains" login ben
ok "... without waiting" test $((($(date +%s%N) - begin) / 1000000)) -lt 3000
wait "$flood"
says "those answers, to others and to nobody, are taken note of" "sent 100000" cat "$work/many"
ok "... and none of them is kept" test $(($(stored) - before)) -le 6
says "ben's question is as it was" "$third" answer 5002
before=$(stored)
says "300 looks at one's own question" "looked" hostile looks "$first" "$mine"
ok "... cannot fill the store" test $(($(stored) - before)) -le 60
says "... then one is told to wait" "more within the hour" answer 5001
says "a user has four places" "served 4" hostile crowd "$first" "$mine" 0
start crowd hostile crowd "$first" "$mine" 5; until_true 5 grep -q served "$work/crowd.log"
says "... and while they are taken others answer" "Your answer is kept" answer 5002 "$third" --reason "was asked to by the doctor"
wait "$(cat "$work/crowd.pid")"; rm "$work/crowd.pid"
says "the history is whole" '"good":"yes"' ctl verify --json

# ---- beside a case, and what check says
at=$(date -u +%FT%TZ)
for n in 1 2 3 4 5 6; do
    echo "{\"time\":\"$at\",\"kind\":\"access\",\"action\":\"delete\",\"login\":\"ben\",\"patient\":\"P3\",\"object\":\"/srv/records/P3/$n\",\"source\":\"file\",\"named\":\"waiting\"}"
done | "$B/drivers/feed" --quiet "$work/run" source.sock
case_of() { ctl cases --json | jq -r 'select(.login == "ben" and (.patients | index("P3"))) | .case' | head -1; }
ok "another access of ben's to that patient becomes a case" until_true 5 eval 'test -n "$(case_of)"'
says "... which shows what he was asked and said, in his words" "was asked to by the doctor" ctl case "$(case_of)"
ok "... to whoever opens it" grep -q "asked .*$third" "$work/out"
ok "... and is not shown in the list" eval '! ctl cases --json | grep "by the doctor"'
config "$paths" '[judge]' 'asking = ask' 'ask_points = 100'
says "check tells of points at which nobody is ever asked" "set ask_points (100) below alert_points (76)" ctl check --pam "$work/services"
asking ask

# ---- the agent away, stopped, of another version
stop judge
says "without the agent one is let in" "open_session 0" login anna
refuses "... and shown nothing" grep -q "Nothing explains" "$work/out"
ok "... what happened lies in the spool" test "$(facts | grep -c 'open|anna')" -ge 1
says "... and confidectl says so" "the agent is not running" answer 5001
forget
judge; kill -STOP "$(cat "$work/judge.pid")"
begin=$(date +%s%N); login anna >"$work/out"; took=$((($(date +%s%N) - begin) / 1000000))
ok "with a stopped agent one is let in as ever" grep -q "open_session 0" "$work/out"
ok "... within the module's 200 ms and what python takes" test $took -lt 1500
kill -CONT "$(cat "$work/judge.pid")"; stop judge; forget
rm -f "$work/run/pam.sock"
agent old
says "an agent from before there were questions" "says: No earlier use of this login" login anna
agent shouts
says "what a taken-over agent would show is made harmless" 'says: \x1b[2Jfree money\x0d\x0a\xc2\x9b' login anna
agent runs-on
says "... and one line without an end is none" "open_session 0" login anna
refuses "... which is not shown" grep -q xxx "$work/out"
stop agent; rm -f "$work/run/pam.sock"; forget

# ---- notice
asking notice
ask cleo,P9,60,notice
judge
says "a notice tells" "Records are watched. Nothing explains one you opened on" login cleo
refuses "... once" eval 'login cleo | grep watched'
says "... and asks nothing" "Nothing is asked of you." answer 5003
stop judge; judge
refuses "... also after a restart" eval 'login cleo | grep watched'
stop judge
asking off
ask cleo,P8,60; judge
refuses "switched off, nobody is asked at a login" eval 'login cleo | grep Nothing.explains'
says "the history is whole" '"good":"yes"' ctl verify --json
finish
