#!/bin/bash
# What the agent is told of logins: opened, closed, failed, refused; and nothing that was typed.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/pam-lib.sh"
needs_root "pam_confide tells the agent of logins"
accounts
# As the manual has it: ours first, then the password (pam_exec asks as pam_unix does), ours again where only failures come by.
failing() {
    printf '#!/bin/sh\n[ "$(tr -d "\\0")" = "right horse" ]\n' >"$work/check"; chmod 755 "$work/check"
    cat >"$work/services/$1" <<END
auth required $module config=$confide
auth [success=2 default=ignore] pam_exec.so quiet expose_authtok $work/check
auth [default=ignore] $module config=$confide failed
auth requisite pam_deny.so
auth required pam_permit.so
auth required pam_permit.so
account required pam_permit.so
END
}
told() { facts >"$work/facts"; grep -qE "$1" "$work/facts" || { cat "$work/facts"; false; }; }
only() { facts >"$work/facts"; [ "$(wc -l <"$work/facts")" = "$1" ] || { cat "$work/facts"; false; }; }

pam_items='-I tty=tty7 -I rhost=192.0.2.7' ok "a login from another machine" try sshd anna authenticate acct_mgmt open_session close_session
ok "... is told as opened, with where it came from" told '^open\|anna\|sshd\|ok\|\|\|tty=tty7 rhost=192.0.2.7\|'
ok "... and as closed" told '^close\|anna\|sshd\|ok\|'
ok "... and as nothing else" only 2
forget
ok "an emergency login" try login er authenticate acct_mgmt open_session
ok "... says that it is one" told '^open\|er\|login\|ok\|emergency\|'
forget
ok "cron's sessions are nobody's login" try cron anna acct_mgmt open_session close_session
ok "... and are not told" only 0

says "a wrong password fails" "authenticate 7" call login anna wrong authenticate
ok "... and is told as a failure" told '^fail\|anna\|login\|failed\|authentication failed\|'
ok "... once" only 1
forget
says "two wrong ones and a right one in the same transaction" "acct_mgmt 0" call login anna 'one,two,right horse' authenticate authenticate authenticate acct_mgmt open_session
ok "... are two failures and an opened session" test "$(facts | cut -d'|' -f1 | sort | tr '\n' ' ')" = "fail fail open "
forget
says "another name in the same transaction is another person" "acct_mgmt 0" call login ben 'one,right horse' authenticate user=anna authenticate acct_mgmt
ok "... nobody's failure is put on the other's account" told '^fail\|ben\|login\|failed\|'
refuses "... and no failure speaks of anna" grep -q 'fail|anna' "$work/facts"
forget
says "a wrong password for no account" "authenticate" call login hunter2secret x authenticate
ok "... is told without the name" told '^fail\|\|login\|failed\|'
refuses "... which stands in no file" grep -rq hunter2secret "$work/spool"
forget
says "a locker that authenticates and ends" "authenticate 0" call locker anna 'right horse' authenticate
ok "... has not failed" only 0

failing login
says "on a stack with the line for failures a wrong password" "authenticate 7" call login anna wrong authenticate
ok "... is told" told '^fail\|anna\|login\|failed\|'
ok "... once" only 1
forget
says "a prompt that is broken off" "authenticate" call login anna - authenticate
ok "... is no failure" only 0
says "a right password there" "authenticate 0" call login anna 'right horse' authenticate
ok "... is none either" only 0
sed -i "\\|$module|d" "$work/services/login"
says "with our lines taken out, and nothing else, a right password lets in" "authenticate 0" call login anna 'right horse' authenticate
says "... and a wrong one does not" "authenticate 7" call login anna wrong authenticate
stack login

says "a refused login" "acct_mgmt 6" call login reception 'right horse' acct_mgmt acct_mgmt
ok "... is told as refused, with the reason" told '^refuse\|reception\|login\|denied\|shared\|'
ok "... once, however often it is asked" only 1
refuses "... and not as failed" grep -q '^fail' "$work/facts"
forget
says "the answers are the same with PAM_SILENT" "acct_mgmt+silent 6" call login reception 'right horse' acct_mgmt+silent
refuses "... without the sentence" grep -q says: "$work/out"
says "setcred has no objection" "setcred 0" call login anna 'right horse' authenticate setcred

forget
agent answers
ok "with an agent there" try login anna authenticate acct_mgmt open_session close_session
ok "... it is told at once" grep -q '^open|anna|login|ok|' "$work/agent.log"
ok "... and of the end" grep -q '^close|anna|login|ok|' "$work/agent.log"
ok "... and nothing is spooled" only 0
unprivileged() { as_nobody bash -c "$(declare -f try pam); B=$B work=$work; try \"\$@\"" - "$@"; }
refuses "a locker without rights tells it too" unprivileged locker reception authenticate
ok "... of the refusal" grep -q '^refuse|reception|locker|denied|shared' "$work/agent.log"
finish
