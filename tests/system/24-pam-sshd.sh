#!/bin/bash
# The real sshd, pam_unix and the stack of the manual: what people with a password, with a key, and with somebody else's login come to see.
[ "$(id -u)" != 0 ] || [ -n "${PRIVATE:-}" ] || ! unshare -m true 2>/dev/null || PRIVATE=1 exec unshare -m bash "$0" "$@"
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/pam-lib.sh"
needs_root "pam_confide in sshd"
[ -n "${PRIVATE:-}" ] || { skip "pam_confide in sshd" "needs a mount namespace (CAP_SYS_ADMIN)"; finish; }
[ -z "${SANITIZE:-}${VALGRIND:-}" ] || { skip "pam_confide in sshd" "sshd is not built with sanitizers"; finish; }
accounts
config
port=$((20000 + $$ % 20000))

# Accounts and stack of this mount namespace alone.
hash=$(openssl passwd -6 'right horse battery')
{ grep -vE "^(anna|reception):" /etc/passwd; for name in anna reception; do grep "^$name:" "$work/passwd" | sed "s|:/tmp:|:$work/$name:|"; done; } >"$work/etc.passwd"
{ grep -vE "^(anna|reception):" /etc/shadow; for name in anna reception; do echo "$name:$hash:19000:0:99999:7:::"; done; } >"$work/etc.shadow"
chmod 600 "$work/etc.shadow"
sed "s|pam_confide.so|$module config=$confide|" >"$work/etc.sshd" <<'END'
auth     [success=ok ignore=ignore module_unknown=ignore default=die] pam_confide.so
auth     [success=2 default=ignore] pam_unix.so
auth     [default=ignore] pam_confide.so failed
auth     requisite pam_deny.so
auth     required pam_permit.so
account  [success=ok ignore=ignore module_unknown=ignore default=die] pam_confide.so
account  required pam_unix.so
session  optional pam_loginuid.so
session  required pam_unix.so
session  optional pam_confide.so
END
for file in passwd shadow; do mount --bind "$work/etc.$file" "/etc/$file"; done
[ -e /etc/pam.d/sshd ] || { skip "pam_confide in sshd" "no sshd here"; finish; }
mount --bind "$work/etc.sshd" /etc/pam.d/sshd
mount -t tmpfs -o mode=755 tmpfs /run && mkdir /run/sshd
ssh-keygen -q -t ed25519 -N '' -f "$work/host"
ssh-keygen -q -t ed25519 -N '' -f "$work/key"
for name in anna reception; do
    mkdir -p "$work/$name/.ssh"; cp "$work/key.pub" "$work/$name/.ssh/authorized_keys"
    chown -R "$name" "$work/$name"; chmod 700 "$work/$name" "$work/$name/.ssh"
done

serve() { # KbdInteractiveAuthentication
    stop sshd
    printf '%s\n' "Port $port" "ListenAddress 127.0.0.1" "HostKey $work/host" "UsePAM yes" "PasswordAuthentication $([ "$1" = yes ] && echo no || echo yes)" \
        "KbdInteractiveAuthentication $1" "PidFile none" "StrictModes no" "LogLevel VERBOSE" >"$work/sshd_config"
    start sshd /usr/sbin/sshd -D -e -f "$work/sshd_config"
    until_true 5 grep -q "listening on" "$work/sshd.log"
}
visit() { # LOGIN PASSWORD, or LOGIN key
    local ask="-o PubkeyAuthentication=no -o NumberOfPasswordPrompts=1"
    [ "$2" != key ] || ask="-i $work/key -o BatchMode=yes"
    sshpass -p "$2" ssh -F none -p "$port" -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=INFO $ask "$1@127.0.0.1" echo inside
}
told() { facts | cut -d'|' -f1-5 | grep -qx "$1" || { facts; false; }; }

for interactive in no yes; do
    how=$([ $interactive = yes ] && echo "keyboard-interactive" || echo "password")
    forget; ok "sshd starts for $how" serve $interactive
    says "by $how a person comes in" "inside" visit anna 'right horse battery'
    ok "... and it is told" until_true 5 told 'open|anna|sshd|ok|'
    says "by $how a shared login sees the sentence" "'reception' is a shared login. Use your own, or ask Sam in IT for one." visit reception 'right horse battery'
    refuses "... and does not come in" grep -qx inside "$work/out"
    ok "... and it is told" told 'refuse|reception|sshd|denied|shared'
    refuses "by $how a wrong password does not come in" visit anna 'wrong'
    ok "... and it is told" until_true 5 told 'fail|anna|sshd|failed|authentication failed'
    refuses "by $how a stranger with a wrong password" visit reception 'wrong'
    refuses "... learns nothing of the login" grep -q 'shared' "$work/out"
done
says "by key a person comes in" "inside" visit anna key
says "by key a shared login is refused with the sentence all the same" "'reception' is a shared login." visit reception key
refuses "... and does not come in" grep -qx inside "$work/out"
finish
