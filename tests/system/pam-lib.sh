# What the tests of pam_confide share, beside lib.sh: invented accounts (nss_wrapper), a private PAM folder (pam_wrapper, pam_matrix), a register and
# config in $work. Nothing of this machine's own is touched. $module is the module, $confide the file of its config.
#
#   accounts                      makes them: anna (person), ben (ended), cleo (starts in 2099), er (emergency), reception (shared), backup (service),
#                                 stranger (in no row), breaker (in no row, in the emergency group), root
#   config [LINE...]              the config; LINEs are added at its end and begin with their [section]
#   stack SERVICE [OPTION...]     the service's PAM stack: our lines with these options, pam_matrix behind them
#   pam SERVICE LOGIN CALL...     pamtester, with the passwords on standard input; what the module logs comes as lines `log: ...`
#   try SERVICE LOGIN CALL...     the same with the right password
#   call SERVICE LOGIN ANSWERS CALL...   the same by pam-call, which ends a transaction as real programs do
#   as_nobody COMMAND...          as an unprivileged user
#   facts                         prints the spool's facts, oldest first: ACTION LOGIN SERVICE OUTCOME REASON OBJECT EVIDENCE, separated by `|`
#   agent MANNER                  (re)starts an agent on $work/run/pam.sock (see pam-agent)
module=$B/pam_confide.so
confide=$work/confide.conf
matrix=$(echo /usr/lib/*/pam_wrapper/pam_matrix.so)

accounts() {
    mkdir -p "$work/run" "$work/spool" "$work/services"
    chmod 755 "$work/run" "$work/services"; chmod 700 "$work/spool"
    local uid=5000 name service
    echo 'root:x:0:0:root:/root:/bin/sh' >"$work/passwd"
    for name in anna ben cleo er reception backup stranger breaker; do
        uid=$((uid + 1)); echo "$name:x:$uid:$uid:Anna Berg,Room 4,,:/tmp:/bin/sh" >>"$work/passwd"
    done
    printf 'root:x:0:\nbreakglass:x:6000:breaker\n' >"$work/group"
    register
    for service in login locker sshd su cron only; do
        for name in anna ben cleo er reception backup stranger breaker root; do echo "$name:right horse:$service"; done >"$work/matrix.$service"
        chmod 666 "$work/matrix.$service"
    done
    config
    stack login; stack sshd; stack su; stack cron; stack locker
}

register() {
    printf 'confide-register 1\n' >"$work/register"
    printf '%s\t%s\t%s\t%s\n' anna person - - backup service - - ben person - 1577836800000 cleo person 4070908800000 - \
        er emergency - - reception shared - - >>"$work/register"
    printf 'confide-words 1\nanna\tanna okafor 1984 12031984\n' >"$work/words"
    chmod 644 "$work/register"; chmod 600 "$work/words"
}

config() {
    printf '[clinic]\nname = Riverside Surgery\ncontact = Sam in IT\n[login]\nservices = login sshd su lock* only\nemergency_group = breakglass\n' >"$confide"
    printf '[paths]\nregister = %s\nwords = %s\nrun = %s\nspool = %s\n' "$work/register" "$work/words" "$work/run" "$work/spool" >>"$confide"
    [ $# = 0 ] || printf '%s\n' "$@" >>"$confide"
    chmod 644 "$confide"
}

stack() {
    local service=$1 ours; shift
    ours="$module config=$confide $*"
    cat >"$work/services/$service" <<END
auth requisite $ours
auth required $matrix passdb=$work/matrix.$service
account requisite $ours
account required $matrix passdb=$work/matrix.$service
session required $ours
password requisite $ours
password required $matrix passdb=$work/matrix.$service use_authtok
END
}

pam() {
    local service=$1 login=$2; shift 2
    env LD_PRELOAD="${ASAN_LIBRARY:+$ASAN_LIBRARY:}libpam_wrapper.so:libnss_wrapper.so" ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0" \
        PAM_WRAPPER=1 PAM_WRAPPER_SERVICE_DIR="$work/services" PAM_WRAPPER_DEBUGLEVEL=2 NSS_WRAPPER_PASSWD="$work/passwd" NSS_WRAPPER_GROUP="$work/group" \
        ${VALGRIND:+valgrind -q --error-exitcode=99 --log-file="$B/reports/%p"} pamtester ${pam_items:-} "$service" "$login" "$@" 2>&1 |
        sed -E 's/PWRAP_[A-Z]+\[[^]]*\] - SYSLOG\([0-9]\): /\nlog: /; s/PWRAP_.*//' | grep -v -e '^$' -e '^log: _pam_'
    return "${PIPESTATUS[0]}"
}
try() { echo 'right horse' | pam "$@"; }
call() {
    env LD_PRELOAD="${ASAN_LIBRARY:+$ASAN_LIBRARY:}libnss_wrapper.so" ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0" \
        NSS_WRAPPER_PASSWD="$work/passwd" NSS_WRAPPER_GROUP="$work/group" "$top/tests/system/pam-call" "$work/services" "$@" 2>&1
}
as_nobody() { setpriv --reuid=65534 --regid=65534 --clear-groups "$@"; }
facts() { "$top/tests/system/pam-agent" --spool "$work/spool"; }
forget() { rm -f "$work/spool/"*.fact "$work/run/agent-hung"; }
agent() { stop agent; rm -f "$work/run/pam.sock" "$work/agent.log"; start agent "$top/tests/system/pam-agent" "$work/run" "$1"; until_true 5 test -S "$work/run/pam.sock" && until_true 5 grep -q ready "$work/agent.log"; }
