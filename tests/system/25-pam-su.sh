#!/bin/bash
# The real su with the manual's stack: whoever calls it brings limits of their own, under which a module may not load. Nobody gets in by that, nor guesses on.
[ "$(id -u)" != 0 ] || [ -n "${PRIVATE:-}" ] || ! unshare -m true 2>/dev/null || PRIVATE=1 exec unshare -m bash "$0" "$@"
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/pam-lib.sh"
needs_root "pam_confide in su"
[ -n "${PRIVATE:-}" ] || { skip "pam_confide in su" "needs a mount namespace (CAP_SYS_ADMIN)"; finish; }
[ -z "${SANITIZE:-}${VALGRIND:-}" ] || { skip "pam_confide in su" "su is not built with sanitizers"; finish; }
accounts
mkdir "$work/context"; mkdir -m 700 "$work/state"
printf 'login,name,kind,role\nanna,Anna Berg,person,Nurse\nreception,Front desk,shared,\n' >"$work/staff.csv"
config "state = $work/state" "staff = $work/staff.csv" "context = $work/context"

# Accounts and stacks of this mount namespace alone. A hash that needs little memory: yescrypt's 16 MiB are more than the module needs to load.
hash=$(openssl passwd -6 'right horse battery')
names="anna reception breaker"
{ grep -vE "^(${names// /|}):" /etc/passwd; for name in $names; do grep "^$name:" "$work/passwd"; done; } >"$work/etc.passwd"
{ grep -vE "^(${names// /|}):" /etc/shadow; for name in $names; do echo "$name:$hash:19000:0:99999:7:::"; done; } >"$work/etc.shadow"
chmod 600 "$work/etc.shadow"
ours() { sed "s|pam_confide.so|$module config=$confide|" >"$work/etc.$1"; }
ours common-auth <<'END_OF_STACK'
auth     [success=ok ignore=ignore module_unknown=ignore default=die] pam_confide.so
auth     [success=2 default=ignore] pam_unix.so nullok nodelay
auth     [default=ignore] pam_confide.so failed
auth     requisite pam_deny.so
auth     required pam_permit.so
auth     required pam_permit.so
END_OF_STACK
ours su <<'END_OF_STACK'
auth     sufficient pam_rootok.so
auth     [success=ok ignore=ignore default=die] pam_confide.so failed
@include common-auth
account  [success=ok ignore=ignore module_unknown=ignore default=die] pam_confide.so
account  required pam_unix.so
session  required pam_unix.so
END_OF_STACK
for file in passwd shadow pam.d/common-auth pam.d/su; do mount --bind "$work/etc.${file#pam.d/}" "/etc/$file"; done
chmod 755 "$work"
start judge "$B/confided" --config "$confide" --foreground
ok "the judge runs" until_true 5 grep -q ready "$work/judge.log"

cat >"$work/su.py" <<'END_OF_SU'
"""su.py LIMIT BYTES LOGIN PASSWORD: su under a limit, by whoever calls this"""
import resource, subprocess, sys
what, value, login, password = getattr(resource, sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4].encode()
print(subprocess.run(["su", login, "-c", "echo inside"], input=password + b"\n", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=20,
                     preexec_fn=lambda: resource.setrlimit(what, (value, value))).stdout.decode(errors="replace"))
END_OF_SU
as()      { setpriv --reuid=breaker --regid=5008 --clear-groups "$@"; }
by_su()   { as /usr/bin/python3 "$work/su.py" "$@"; }
counted() { "$B/confidectl" --config "$confide" why anna --json | jq -s 'map(select(.what == "wait") | .wrong) | add // 0'; }
help_it() { "$B/confidectl" --config "$confide" why anna --forgive; }
roomy=$((1 << 30))
says "su lets a person in" "inside" by_su RLIMIT_AS $roomy anna 'right horse battery'
says "... nobody with a shared login" "'reception' is a shared login." by_su RLIMIT_AS $roomy reception 'right horse battery'
by_su RLIMIT_AS $roomy anna wrong >"$work/out"
ok "... and a wrong password counts" test "$(counted)" = 1
help_it >"$work/aside"
ok "root becomes anybody, guard or not" test "$(su anna -c 'echo inside')" = inside

entered=0 uncounted=0 worked=0
for limit in RLIMIT_AS:4608:640:10368 RLIMIT_DATA:448:64:768; do
    IFS=: read -r what from step to <<<"$limit"
    for kib in $(seq "$from" "$step" "$to"); do
        if by_su "$what" $((kib * 1024)) reception 'right horse battery' | grep inside >"$work/aside"; then entered=$((entered + 1)); echo "# let in under $what $kib KiB"; fi
        by_su "$what" $((kib * 1024)) anna 'right horse battery' | grep inside >"$work/aside" || continue
        worked=$((worked + 1))
        by_su "$what" $((kib * 1024)) anna wrong >"$work/out"
        if [ "$(counted)" = 0 ]; then uncounted=$((uncounted + 1)); echo "# uncounted under $what $kib KiB"; fi
        help_it >"$work/aside"
    done
done
ok "under no limit does a shared login get in" test $entered = 0
ok "... nor is a guess tried that is not counted" test $uncounted = 0
ok "... though under some a person does" test $worked -gt 0
finish
