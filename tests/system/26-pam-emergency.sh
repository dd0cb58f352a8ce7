#!/bin/bash
# A refused person who knows the password gets in by EMERGENCY and a reason, where somebody can be asked; the reason is told and never logged.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/pam-lib.sh"
needs_root "EMERGENCY"
accounts
enter() { call login "$1" "$2" authenticate acct_mgmt open_session; }
told()  { facts >"$work/facts"; grep -qE -- "$1" "$work/facts" || { cat "$work/facts"; false; }; }
offer='You may not log in. Emergency? Type EMERGENCY and why (60 minutes, reported).'

forget; says "an ended person is told of EMERGENCY, after the right password" "says: $offer" enter ben 'right horse,EMERGENCY Mrs Hall fell in room 4'
ok "... gets in with a reason" grep -q '^acct_mgmt 0' "$work/out"
ok "... and is told that it is reported" grep -q '^says: Emergency entry for 60 minutes. It is reported now, with your reason.' "$work/out"
ok "... in two messages" test "$(grep -c '^says: ' "$work/out")" = 2
ok "... it is told to the agent, with the reason" told '^override\|ben\|login\|ok\|Mrs Hall fell in room 4\|ended\|'
ok "... and the session after it" told '^open\|ben\|login\|ok\|'
refuses "... and no refusal" grep -q '^refuse' "$work/facts"
ok "... the session's fact says that it is one" grep -rqa emergency "$work/spool"
says "the log says who" "log: let in ben by EMERGENCY for 60 minutes: ended" pam login ben authenticate acct_mgmt <<<$'right horse\nEMERGENCY Mrs Hall fell'
refuses "... and not why" grep -q Hall "$work/out"

for who in reception stranger cleo; do
    forget; enter $who 'right horse,emergency - short of breath' >"$work/out"
    ok "$who gets in, in whatever case it is typed" grep -q '^acct_mgmt 0' "$work/out"
    ok "... and the reason is kept" told "^override\|$who\|login\|ok\|short of breath\|"
done
forget; enter ben 'right horse,EMERGENCY,stroke in the waiting room' >"$work/out"
ok "whoever types the word alone is asked why" grep -q '^acct_mgmt 0' "$work/out"
ok "... which is kept" told '^override\|ben\|login\|ok\|stroke in the waiting room\|'
forget; enter ben 'right horse,EMERGENCY,' >"$work/out"
ok "without a reason nobody gets in" grep -q '^acct_mgmt 6' "$work/out"
ok "... and is told so" grep -q '^says: No reason was given.' "$work/out"
ok "... which is a refusal" told '^refuse\|ben\|login\|denied\|ended\|'
for answer in '' 'why should I' 'EMERGENC' '-'; do
    forget; enter ben "right horse,$answer" >"$work/out"
    ok "the answer '$answer' is no emergency" grep -q '^acct_mgmt 6' "$work/out"
    ok "... the refusal says what to do" grep -q "^says: The login 'ben' has ended. Ask Sam in IT to renew it." "$work/out"
    ok "... and is told once" test "$(facts | grep -c '^refuse')" = 1
done
forget; enter ben 'wrong' >"$work/out"
ok "with a wrong password nothing is offered" grep -q '^authenticate 7' "$work/out"
long=$(printf 'x%.0s' {1..480})
forget; enter ben "right horse,EMERGENCY $long" >"$work/out"
ok "a reason of any length gets in" grep -q '^acct_mgmt 0' "$work/out"
forget; enter ben $'right horse,EMERGENCY \e[31mred\xff' >"$work/out"
ok "a reason of odd bytes gets in" grep -q '^acct_mgmt 0' "$work/out"
ok "... and is kept harmless" told '^override\|ben\|login\|ok\|\\x1b\[31mred\\xff\|'

says "a service's login is no person's, whatever the emergency" "'backup' is a service login." enter backup 'EMERGENCY please'
ok "... and is refused at once" grep -q '^authenticate 6' "$work/out"
says "where nobody can be asked, at once too" "authenticate 6" call su ben 'right horse' authenticate
says "PAM_SILENT asks and shows nothing" "acct_mgmt+silent 6" call login ben 'right horse,EMERGENCY x' authenticate acct_mgmt+silent
refuses "... nothing" grep -q '^says' "$work/out"
says "a person who may log in is not asked" "acct_mgmt 0" call login anna 'right horse,-' authenticate acct_mgmt
config '[login]' 'emergency_minutes = 0'
says "a site can switch it off" "authenticate 6" call login ben 'right horse,EMERGENCY x' authenticate
config '[login]' 'emergency_minutes = 5'
says "... or give fewer minutes" "(5 minutes, reported)" enter ben 'right horse,x'
config '[login]' 'mode = audit'
says "in audit mode nobody is asked" "acct_mgmt 0" call login ben 'right horse,-' authenticate acct_mgmt
finish
