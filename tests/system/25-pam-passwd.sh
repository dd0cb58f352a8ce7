#!/bin/bash
# The real passwd, pam_unix and the lines of the manual: what people see who change their own password, and root who sets it for them.
[ "$(id -u)" != 0 ] || [ -n "${PRIVATE:-}" ] || ! unshare -m true 2>/dev/null || PRIVATE=1 exec unshare -m bash "$0" "$@"
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/pam-lib.sh"
needs_root "pam_confide in passwd"
[ -n "${PRIVATE:-}" ] || { skip "pam_confide in passwd" "needs a mount namespace (CAP_SYS_ADMIN)"; finish; }
[ -z "${SANITIZE:-}${VALGRIND:-}" ] || { skip "pam_confide in passwd" "passwd is not built with sanitizers"; finish; }
accounts

# An /etc of this mount namespace alone: passwd replaces files in it by rename.
mkdir "$work/etc"; cp -a /etc/. "$work/etc"; mount --bind "$work/etc" /etc
first='cabbage-lantern-otter'
grep '^anna:' "$work/passwd" >>/etc/passwd
echo "anna:$(openssl passwd -6 "$first"):19000:0:99999:7:::" >>/etc/shadow
sed "s|pam_confide.so|$module config=$confide|" >/etc/pam.d/passwd <<'END'
password [success=ok ignore=ignore module_unknown=ignore default=die] pam_confide.so
password requisite pam_pwhistory.so remember=10 use_authtok
password [success=1 default=ignore] pam_unix.so obscure use_authtok try_first_pass yescrypt
password requisite pam_deny.so
password required pam_permit.so
END
anna=$(id -u anna)

types() { # ANSWER...: passwd on a terminal, each prompt answered in turn
    expect -f - -- "$@" <<'END'
set timeout 20
eval spawn -noecho $env(PASSWD)
foreach answer $argv {
    expect {
        -re {assword: $} { send -- "$answer\r" }
        eof { break }
        timeout { exit 9 }
    }
}
expect eof
catch wait result
exit [lindex $result 3]
END
}
own()      { PASSWD="setpriv --reuid=$anna --regid=$anna --clear-groups passwd" types "$@"; }
for_anna() { PASSWD="passwd anna" types "$@"; }
is_now()   { python3 -Wignore -c 'import crypt, spwd, sys; sys.exit(crypt.crypt(sys.argv[1], spwd.getspnam("anna").sp_pwdp) != spwd.getspnam("anna").sp_pwdp)' "$1"; }

ok "the password is what we think" is_now "$first"
says "a person's new password that is the current one and a year is refused with the sentence" \
    "Too like your current password. Try three unrelated words." own "$first" 'Cabbage-Lantern-Otter2027' 'walnut-forklift-pyjamas' 'walnut-forklift-pyjamas'
ok "... and the next try is set" is_now walnut-forklift-pyjamas
first='walnut-forklift-pyjamas'
says "turned round it is refused" "Too like your current password." own "$first" 'samajyp-tfilkrof-tunlaw' 'pyjamas-walnut-forklift' 'w4lnut-f0rklift-pyj4mas'
ok "... rotated and disguised too" test "$(grep -c 'Too like' "$work/out")" = 3
ok "... and nothing is set" is_now "$first"
says "a weak one is refused for what it is" "clinic words" own "$first" 'Reception2024!' 'violin-hedgerow-acorn' 'violin-hedgerow-acorn'
ok "... and a strong one set" is_now violin-hedgerow-acorn
refuses "with a wrong current password" own 'not-this-one' 'quarry-bicycle-hammock' 'quarry-bicycle-hammock'
ok "... nothing is set" is_now violin-hedgerow-acorn
says "root, who need not know the current one, is judged too" "clinic words" for_anna 'Reception2024!' 'Reception2024!' 'Reception2024!'
ok "... nothing is set" is_now violin-hedgerow-acorn
ok "root sets a strong one" for_anna 'quarry-bicycle-hammock' 'quarry-bicycle-hammock'
ok "... it is set" is_now quarry-bicycle-hammock
says "a password of earlier is refused by pam_pwhistory, as the manual's lines have it" "already used" own quarry-bicycle-hammock "$first" "$first"
ok "... nothing is set" is_now quarry-bicycle-hammock
refuses "no password stands in a fact" grep -raqE 'quarry|walnut|hedgerow|Reception|otter' "$work/spool"
umount /etc
finish
