#!/bin/bash
# Who may log in: the real module in a real PAM stack, every way to be let in and to be refused.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/pam-lib.sh"
needs_root "pam_confide lets one named person in"
accounts

ok "a listed person is let in" try login anna authenticate acct_mgmt
refuses "... but not by us alone: a wrong password stays wrong" pam login anna authenticate <<<'wrong'
says "a shared login is told so, and whom to ask" "'reception' is a shared login. Use your own, or ask Sam in IT for one." try login reception authenticate acct_mgmt
refuses "... and is refused" try login reception authenticate acct_mgmt
refuses "... where nothing can be asked, before any password" try su reception authenticate
refuses "... in the account phase too, where sshd's keys and sudo come by" try login reception acct_mgmt
says "a service login is refused" "'backup' is a service login. Use your own, or ask Sam in IT for one." try login backup acct_mgmt
says "an ended login is refused" "The login 'ben' has ended. Ask Sam in IT to renew it." try login ben acct_mgmt
says "a login that has not started is refused" "The login 'cleo' has not started yet. Ask Sam in IT to bring it forward." try login cleo acct_mgmt
says "a login in no row is refused" "'stranger' is not on the staff list. Ask Sam in IT to add it." try login stranger acct_mgmt
refuses "... and not let in" try login stranger acct_mgmt
long=$(printf 'l%.0s' $(seq 64)); echo "$long:x:5100:5100::/tmp:/bin/sh" >>"$work/passwd"; echo "$long:right horse:login" >>"$work/matrix.login"
refuses "nor is a login that is too long for any row" try login "$long" acct_mgmt
says "the log names the login and the reason, once a transaction" "log: refused reception: shared" try login reception authenticate acct_mgmt
ok "root is never refused" try login root authenticate acct_mgmt
ok "a member of the emergency group is never refused" try login breaker authenticate acct_mgmt
ok "an emergency login is let in" try login er authenticate acct_mgmt
pam_items='-I ruser=root' ok "root acting as a service login through su is not refused" try su backup acct_mgmt
pam_items='-I ruser=anna -I rhost=pc2' refuses "... a person doing so is" try su backup acct_mgmt
ok "a service that is no login is left alone" try cron reception authenticate acct_mgmt
says "PAM_SILENT is honoured" "Permission denied" try login reception 'acct_mgmt(PAM_SILENT)'
refuses "... no sentence is shown" grep -q 'shared login' "$work/out"

pam_items='-I rhost=192.0.2.1' ok "a stranger on the network learns nothing before the password" try sshd reception authenticate
pam_items='-I rhost=192.0.2.1' says "... after it the sentence comes" "'reception' is a shared login." try sshd reception authenticate acct_mgmt

# As screen lockers do: as the person, and nothing but auth.
unprivileged() { as_nobody bash -c "$(declare -f try pam); B=$B work=$work; try \"\$@\"" - "$@"; }
ok "an unprivileged program may unlock for its person" unprivileged locker anna authenticate
says "... and a shared login is refused there too" "'reception' is a shared login." unprivileged locker reception authenticate
refuses "... for good" unprivileged locker reception authenticate
ok "setcred and the session ask nothing more" try login anna authenticate setcred acct_mgmt open_session close_session

# A name that belongs to no account may be a password, typed too early.
forget
refuses "a name without an account is refused by the stack" pam login hunter2secret authenticate <<<'x'
refuses "... and stands neither in the log" grep -q 'log: .*hunter2secret' "$work/out"
refuses "... nor in a fact" grep -rq hunter2secret "$work/spool"

# Answers, module alone: never a login by itself, no stack broken by our having no objection.
printf 'auth required %s config=%s\naccount required %s config=%s\nsession optional %s config=%s\n' "$module" "$confide" "$module" "$confide" "$module" "$confide" \
    >"$work/services/only"
refuses "alone in auth we are no login" try only anna authenticate
refuses "alone in account we are no permission" try only anna acct_mgmt
ok "alone in session we break nothing" try only anna open_session close_session
printf 'auth [success=ok new_authtok_reqd=ok ignore=ignore module_unknown=ignore default=die] %s\nauth required %s passdb=%s\n' \
    "$work/gone.so" "$matrix" "$work/matrix.only" >"$work/services/only"
ok "with the brackets of the manual a missing module locks nobody out" try only anna authenticate

# Nobody is refused by a machine that is not sure.
broken() {
    local claim=$1 log=$2
    ok "$claim refuses nobody" try login reception authenticate acct_mgmt
    says "... and the log says what to do" "$log" try login reception authenticate acct_mgmt
    ok "... once" test "$(grep -cF "$log" "$work/out")" = 1
}
mv "$work/register" "$work/register.kept"
broken "a missing register" "register: is missing; write it anew: confidectl staff load; until then nobody is refused"
: >"$work/register"; broken "an empty register" "register: is cut short"
printf 'confide-register 1\nanna\tperson\t-\n' >"$work/register"; broken "a garbled register" "register:2: is not a row"
cp "$work/register.kept" "$work/register"; chmod 666 "$work/register"; broken "a register that others may write" "may be written by others"
rm "$work/register"; mkfifo "$work/register"; broken "a FIFO in the register's place" "is not a regular file"
rm "$work/register"; ln -s register.kept "$work/register"; broken "a link in the register's place" "is a symbolic link"
rm "$work/register"; cp "$work/register.kept" "$work/register"; chown 65534 "$work/register"; broken "another user's register" "belongs to another user"
rm "$work/register"; mv "$work/register.kept" "$work/register"
echo 'nonsense = 1' >>"$confide"; broken "a config with an unknown key" "confide.conf:"
config; chmod 666 "$confide"; broken "a config that others may write" "confide.conf"
rm "$confide"; broken "a missing config" "confide.conf"
config

# Audit mode: everything as before, but said.
config '[login]' 'mode = audit'; forget
ok "in audit mode a shared login is let in" try login reception authenticate acct_mgmt
says "... the log says what would have been" "audit: would have refused reception: shared" try login reception acct_mgmt
refuses "... the person is told nothing" grep -q 'shared login' "$work/out"
ok "... and the fact says so" grep -q '^refuse|reception|login|ok|audit: would have refused: shared|' <(facts)
stack login mode=enforce
refuses "mode=enforce in the stack goes over the config" try login reception acct_mgmt
config; stack login mode=audit
ok "mode=audit in the stack goes over the config" try login reception acct_mgmt
stack login

# The module leaves no trace.
ok "the module shows pam_sm_* and nothing else" test "$(nm -D --defined-only "$module" | awk '{ print $3 }' | tr '\n' ' ')" = \
    "pam_sm_acct_mgmt pam_sm_authenticate pam_sm_chauthtok pam_sm_close_session pam_sm_open_session pam_sm_setcred "
refuses "it can neither fork, nor set signals, nor exit" bash -c "nm -D --undefined-only '$module' | grep -wE 'fork|vfork|system|popen|posix_spawn|signal|sigaction|exit|_exit|pthread_create|openlog|umask|chdir|setlocale|getenv|dlopen'"
finish
