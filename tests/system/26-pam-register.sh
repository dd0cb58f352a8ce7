#!/bin/bash
# The decision table of pam_confide(8): what a register that is not as it should be does to each kind of login, and what one does that is being replaced.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/pam-lib.sh"
needs_root "a broken register neither refuses a person nor lets a shared login by unseen"
accounts
good=$work/register.good; cp "$work/register" "$good"

# row WHAT COPY PERSON SHARED UNLISTED LOG: with the register as it is now; "in" or "out" for each, and what the log must say ("": nothing).
answers() { if try login "$1" authenticate acct_mgmt >"$work/answer" 2>&1; then echo in; else echo out; fi; }
row() {
    local what=$1 person=$2 shared=$3 unlisted=$4 log=$5
    ok "$what: a person is let $person" test "$(answers anna)" = "$person"
    if [ -n "$log" ]; then ok "$what: the log says so, and what to do" grep -qF "$log" "$work/answer"
    else refuses "$what: the log is quiet" grep -q 'write it anew' "$work/answer"; fi
    ok "$what: a shared login is let $shared" test "$(answers reception)" = "$shared"
    ok "$what: a login in no row is let $unlisted" test "$(answers stranger)" = "$unlisted"
    ok "$what: root is let in" test "$(answers root)" = in
    ok "$what: the emergency group is let in" test "$(answers breaker)" = in
}
faults() { # each fault, with what its log line says
    rm -f "$work/register"; "$@" "missing" "is missing"
    : >"$work/register"; "$@" "empty" "is cut short"
    head -c 60 "$good" >"$work/register"; "$@" "cut short" "is cut short"
    head -c 4096 /dev/urandom | tr '\n' x >"$work/register"; echo >>"$work/register"; "$@" "garbage" "register"
    printf 'confide-register 2\nanna\tperson\t-\t-\n' >"$work/register"; "$@" "of another version" "is not a register of this version"
    tac "$good" | sed '1h;1d;$!{H;d};$G' >"$work/register"; "$@" "out of order" "not in order"
    cp "$good" "$work/register"; chown 65534 "$work/register"; "$@" "of another user" "belongs to another user"; rm "$work/register"
    cp "$good" "$work/register"; chmod 666 "$work/register"; "$@" "open to all" "may be written by others"; rm "$work/register"
    ln -s "$good" "$work/register"; "$@" "a link" "is a symbolic link"; rm "$work/register"
    mkfifo "$work/register"; "$@" "a FIFO" "is not a regular file"; rm "$work/register"
    mkdir "$work/register"; "$@" "a folder" "is not a regular file"; rmdir "$work/register"
    cp "$good" "$work/register"; chmod 644 "$work/register"
}
without_copy() { row "a register that is $1, and no copy" in in in "$2"; }
with_copy() { row "a register that is $1, with its copy" in out out "its copy decides"; }

row "a sound register" in out out ""
faults without_copy
cp "$good" "$work/register.last"; chmod 644 "$work/register.last"
faults with_copy
row "a sound register again" in out out ""
rm "$work/register.last"
row "a sound register without a copy" in out out ""

# What a row may say beside its kind.
day=86400000; now=$(date +%s)000
printf 'confide-register 1\n' >"$work/register"
printf '%s\n' "anna	person	-	-	$((now - day))	$((now + day))" "ben	person	-	-	$((now - 2 * day))	$((now - day))" "cleo	person	-	-	$((now + day))	-" \
    "er	person	-	-	-	-" "reception	unowned	-	-" >>"$work/register"
says "a person on leave is told so, and whom to ask" "'anna' is on leave. Back at work? Ask Sam in IT to end the leave." try login anna acct_mgmt
refuses "... and is refused" try login anna acct_mgmt
ok "one whose leave is over is let in" try login ben acct_mgmt
ok "one whose leave has not begun is let in" try login cleo acct_mgmt
refuses "one on leave with no end is refused" try login er acct_mgmt
says "a login that nobody owns is told so" "'reception' has no owner on the staff list. Ask Sam in IT to name one." try login reception acct_mgmt
refuses "... and is refused" try login reception acct_mgmt

# Fifty thousand rows in a program whose memory somebody has limited: the least that lets anna in with six rows is enough with 50,000.
cp "$good" "$work/register"
limited() { (ulimit -v "$1"; try login "$2" authenticate acct_mgmt); }
if [ -n "${ASAN_LIBRARY:-}${VALGRIND:-}" ]; then
    skip "a limit on memory lets no shared login in" "the checker itself needs more"
else
    least=2000; until limited "$least" anna >/dev/null 2>&1 || [ "$least" -gt 400000 ]; do least=$((least + 200)); done
    { printf 'confide-register 1\nanna\tperson\t-\t-\n'; seq -f 'person%05.0f	person	-	-' 50000; printf 'reception\tshared\t-\t-\n'; } >"$work/register"
    ok "50,000 rows: a person is let in with $least KiB of memory" limited "$least" anna
    refuses "... and a shared login is not" limited "$least" reception
    says "... which is told why" "is a shared login" limited "$least" reception
fi

# Replaced all the while.
printf 'login,name,kind,ends\nanna,Anna,person,\nbackup,Backup,service,\nben,Ben,person,2020-01-01\nreception,Front desk,shared,\n' >"$work/staff.csv"
config "staff = $work/staff.csv"; mkdir -p "$work/state" "$work/context"
"$B/confidectl" --config "$confide" staff load >/dev/null 2>&1
(while [ ! -e "$work/enough" ]; do "$B/confidectl" --config "$confide" staff load >>"$work/loads" 2>&1; done) & loader=$!
bypassed=0 refused=0 alarms=0
for n in $(seq 100); do
    try login reception authenticate acct_mgmt >"$work/answer" 2>&1 && bypassed=$((bypassed + 1))
    grep -q 'write it anew' "$work/answer" && alarms=$((alarms + 1))
    try login anna authenticate acct_mgmt >"$work/answer" 2>&1 || refused=$((refused + 1))
    grep -q 'write it anew' "$work/answer" && alarms=$((alarms + 1))
done
: >"$work/enough"; wait "$loader"
ok "while the register is replaced again and again ($(grep -c 'decides who may' "$work/loads") times) no shared login slips in" test "$bypassed" = 0
ok "... no person is refused" test "$refused" = 0
ok "... and the log has nothing to complain of" test "$alarms" = 0
ok "... nor is anything left beside it" test "$(ls "$work" | grep -c '^register')" = 3
finish
