#!/bin/bash
# A good guest in other people's programs: it leaves nothing behind, believes nobody's word, and waits no longer than it says.
[ ! -w /dev/shm ] || export TMPDIR=/dev/shm # thousands of facts, each brought to the disk
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/pam-lib.sh"
needs_root "the module's manners"
accounts
slow=$((${SANITIZE:-0} + ${VALGRIND:-0}))
for call in auth account session password; do echo "$call required $module config=$confide"; echo "$call required pam_permit.so"; done >"$work/services/lock"
cp "$work/services/lock" "$work/services/other"
wrapped() { env LD_PRELOAD="${ASAN_LIBRARY:+$ASAN_LIBRARY:}libnss_wrapper.so" ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0" NSS_WRAPPER_PASSWD="$work/passwd" NSS_WRAPPER_GROUP="$work/group" "$@"; }
told()    { facts >"$work/facts"; grep -qE -- "$1" "$work/facts" || { cat -v "$work/facts"; false; }; }

# ---- loaded and unloaded
rounds()  { wrapped "$B/drivers/pam_rounds" "$work/services" "$@"; }
flat() { # CLAIM ROUNDS [LOGIN]
    local claim=$1 count=$2
    [ "$slow" = 0 ] || { skip "$claim" "sanitizers and valgrind keep memory of their own"; return; }
    ok "$claim" rounds lock "${3:-anna}" "$count"
    echo "# $(cat "$work/out")"
    rm -f "$work/spool/"*
}
flat "10,000 times loaded and unloaded it leaves no descriptor, thread, mapping, handler or memory behind" 10000
flat "nor where each time somebody is refused" 1000 reception
mkdir "$work/context"; mkdir -m 700 "$work/state"
printf 'login,name,kind,role\nanna,Anna Berg,person,nurse\n' >"$work/staff.csv"
{ cat "$confide"; printf 'staff = %s\ncontext = %s\nstate = %s\n' "$work/staff.csv" "$work/context" "$work/state"; } |
    sed "s|^register = .*|register = $work/judge.register|; s|^words = .*|words = $work/judge.words|" >"$work/judge.conf"
start judge "$B/confided" --config "$work/judge.conf" --foreground
ok "with the agent well" until_true 5 grep -q ready "$work/judge.log"
flat "... 1,000 times" 1000

# ---- interrupted
says "a signal every millisecond, which restarts no call" "slowest" rounds lock anna 50 interrupted
refuses "... makes no agent look hung" test -e "$work/run/agent-hung"
ok "... and keeps no fact from it" test "$(facts | wc -l)" = 0
stop judge; rm -f "$work/run/pam.sock"
agent hangs
says "nor does it shorten the wait for one that hangs, or draw it out" "slowest" rounds lock anna 1 interrupted
ms=$(sed -n 's/.*slowest \([0-9]*\) ms/\1/p' "$work/out")
ok "... which ends after some 200 ms ($ms)" test "$ms" -ge 199 -a "$ms" -lt $((600 * (1 + 9 * slow)))
ok "... and is noted" test -e "$work/run/agent-hung"
flat "hung and noted, 300 times" 300
stop agent; rm -f "$work/run/pam.sock"; forget

# ---- what it opens
if [ "$slow" = 0 ] && strace -o "$work/strace" true 2>/dev/null; then
    traced() { wrapped strace -f -o "$work/strace" -e trace="$1" "$B/drivers/pam_rounds" "$work/services" lock anna 2; }
    ok "its system calls, seen" traced openat,open,socket,connect,fork,vfork,clone,clone3,execve,rt_sigaction,umask,chdir,setuid,setresuid
    ok "... each file of its own is opened so that no child inherits it" test -z "$(grep "\"$work/\(confide\|register\|words\|spool\|run\)" "$work/strace" | grep -v -e O_CLOEXEC -e connect)"
    ok "... the register as a file alone, neither through a link nor waiting for a writer" grep -q "\"$work/register\", .*O_NONBLOCK.*O_NOFOLLOW" "$work/strace"
    refuses "... it asks nothing of any network" grep -E 'socket\(AF_' <(grep -vE 'AF_UNIX|NETLINK_AUDIT' "$work/strace") # libpam itself writes to the kernel's audit
    refuses "... starts nothing, and sets no signal, umask, folder or user" grep -E '(fork|clone|clone3|execve|rt_sigaction|umask|chdir|setuid|setresuid)\(' <(grep -vE 'execve.*pam_rounds|, NULL, ' "$work/strace")
    refuses "... and knows of no utmp" grep -qE '[uw]tmp|lastlog' "$work/strace"
    forget
    unlucky() { wrapped strace -f -o "$work/strace" -e inject=getrandom:error=ENOSYS "$B/drivers/pam_rounds" "$work/services" lock reception 3; }
    ok "without the kernel's randomness" unlucky
    ok "... it was asked for, in vain" grep -q 'getrandom.*ENOSYS' "$work/strace"
    ok "... each fact has an id of its own all the same" test "$(facts | grep -c '^refuse')" = 3
    forget
else
    skip "what the module opens" "needs strace, and no sanitizer or valgrind around it"
fi
[ "$slow" != 0 ] || ok "it keeps no variable between two logins" test -z "$(for object in "$B"/pam_module/*.o; do objdump -t "$object" | awk '($4 == ".data" || $4 == ".bss" || $4 == "*COM*") && $3 != "d"'; done)"

# ---- what was typed
residue() { wrapped "$B/drivers/pam_residue" "$work/services" "$@"; }
if [ "$slow" = 0 ]; then
    sed 's/lock/login/' "$work/services/lock" >"$work/services/login"
    ok "a new password is nowhere in memory once the transaction has ended" residue login anna strong
    ok "... nor a refused one" residue login anna weak
    ok "... nor why somebody had an emergency" residue login ben emergency
    stack login; forget
else
    skip "what was typed is nowhere in memory" "sanitizers and valgrind keep memory of their own"
fi

# ---- whose word counts
as_person() { as_nobody bash -c "$(declare -f call); work=$work; top=$top; call \"\$@\"" - "$@"; }
says "who says over the network to be root" "acct_mgmt 6" call sshd backup 'right horse' rhost=192.0.2.9 ruser=root authenticate acct_mgmt
says "... or as somebody without rights" "authenticate 6" as_person su reception 'right horse' ruser=root authenticate
says "... or within another name" "authenticate 6" call su reception 'right horse' $'tty=pts/1 ruser=root' authenticate
says "... is refused like everybody" "authenticate 6" call su reception 'right horse' ruser=root2 authenticate
forget
long=$'evil ruser=root \e[31m\n tty=tty1 logind=c1 '$(printf 'x%.0s' {1..260})
call sshd ben 'right horse' "rhost=$long" "tty=$long" "ruser=$long" authenticate acct_mgmt >"$work/out"
ok "names of 300 bytes, with blanks, line ends and escape sequences" grep -q '^acct_mgmt 6' "$work/out"
ok "... are each one word in what is told" told '^refuse\|ben\|sshd\|denied\|ended\|\|tty=evil_ruser=root_[^ |]*( rhost=evil_ruser=root_[^ |]*)?( ruser=evil_ruser=root_[^ |]*)?\|'
refuses "... with no control character" grep -q '[[:cntrl:]]' "$work/facts"
forget
XDG_SESSION_ID=c666 CONFIDE_CONFIG=/tmp/evil PAM_RUSER=root LANG=xx_XX call su reception 'right horse' authenticate >"$work/out"
ok "the environment decides nothing" grep -q '^authenticate 6' "$work/out"
refuses "... and is not told" grep -rqa c666 "$work/spool"

# ---- services
name=$(printf 'lock%.0s' {1..10})
config; sed -i "s/^services = .*/services = login $name/" "$confide"
stack "$name"
says "a login service whose name is long is one" "authenticate 6" call "$name" reception x authenticate
says "... another that begins alike is none" "authenticate 0" call "${name}s" reception x authenticate
config
says "a service of 300 letters, without a stack of its own" "authenticate" call "$(printf 'lock%.0s' {1..75})" reception x authenticate acct_mgmt
ok "... lets in whom it would under its pattern: nobody shared" grep -q '^acct_mgmt 6' "$work/out"
refuses "a service that the config does not name tells nothing" grep -q . <(forget; call nonsense reception x authenticate acct_mgmt open_session >"$work/out"; facts)

# ---- names
for name in '' '/' '..' '../anna' 'anna/' $'an\nna' $'\e[31mhunter2secret' "$(printf 'n%.0s' {1..3000})" 'anna%n%s' "anna'; --"; do
    forget
    call login "$name" 'right horse' authenticate acct_mgmt open_session >"$work/out"
    ok "the name '$(printf %.12q "$name")' is no account: no crash, no objection of ours" grep -q '^acct_mgmt' "$work/out"
    ok "... and it is told without its name" test -z "$(facts | cut -d'|' -f2)"
done
for name in 'hunter2secret' $'\e[31mhunter2secret'; do
    pam login "$name" authenticate acct_mgmt <<<'x' >"$work/log"
    refuses "nor logged: $(printf %q "$name")" grep 'log: .*hunter2secret' "$work/log"
done

# ---- a stranger on the network
forget
for login in anna reception ben stranger nobody-here; do call sshd "$login" wrong rhost=192.0.2.1 authenticate; done >"$work/alike"
ok "to a stranger on the network every login looks alike in answer and words" test "$(sed 's/^waits.*/waits/' "$work/alike" | sort | uniq -c | awk '{ print $1 }' | sort -u)" = 5
ok "... and in its wait, 2 s, of which libpam adds or takes up to half" test "$(awk '/^waits/ && $2 >= 1 && $2 <= 3' "$work/alike" | wc -l)" = 5

# ---- side by side, as a display manager's password, fingerprint and card
forget
side_by_side() { local pids=(); for i in {1..8}; do call login anna 'right horse' authenticate acct_mgmt open_session & pids+=($!); call login anna wrong authenticate & pids+=($!)
    call login anna - authenticate & pids+=($!); done; wait "${pids[@]}"; }
side_by_side >"$work/out" 2>&1
ok "of eight that succeed, eight that fail and eight that are broken off at once each is told once, as what it is" test "$(facts | cut -d'|' -f1 | sort | uniq -c | tr -s ' \n' ' ')" = " 8 fail 8 open "

# ---- a weak password
printf 'password optional %s config=%s retry=1\npassword required %s config=%s use_authtok\n' "$module" "$confide" "$module" "$confide" >"$work/services/only"
call only anna 'Reception2024!' chauthtok >"$work/out"
ok "a refused password is gone for the modules behind, whatever the stack makes of our answer" test "$(grep -c 'Too easy' "$work/out")$(grep -c '^chauthtok 20' "$work/out")" = 11
finish
