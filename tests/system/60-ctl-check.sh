# confidectl check: is what Confide stands on sound?
# Beside the others.
. "$(dirname "$0")/lib.sh"; . "$(dirname "$0")/ctl-lib.sh"
mkdir "$work/pam.d"
# Where the programs' accounts are installed, secrets and state are theirs, as a real clinic's are.
voice=$(id -un) agent=$voice
if [ "$(id -u)" = 0 ]; then voice=$(id -un confide-post 2>/dev/null || id -un); agent=$(id -un confide 2>/dev/null || id -un); fi
fresh() { (umask 077; echo "whsec_$(openssl rand -base64 32)" >"$work/secret"); chown "$voice" "$work/secret"; }
fresh
clinic "[post]" "endpoint = https://localhost:1/" "secret_file = $work/secret"; chown "$agent" "$work/state"
check() { ctl check --pam "$work/pam.d" "$@"; }
ctl staff load >/dev/null; chmod 700 "$work/spool"
printf 'auth required pam_unix.so\n# auth required pam_confide.so\n' >"$work/pam.d/login"

exits 0 "a sound clinic has no error" check
tells "it is summed up" "0 errors"
tells "the staff list is counted" "6 rows"
tells "the encounters are counted" "40 encounters"
tells "a module in no stack is a warning" "no stack names pam_confide.so"
tells "that says where the lines are" "stand in pam_confide(8)"
hides "off a terminal there are no escape codes" $'\033'
exits 0 "check --json is a finding a line" check --json
ok "each with level, place and words" jq -es 'length > 5 and all(.level and has("where") and .what)' "$work/said"

touch "$work/lib.so"
printf 'auth [success=ok module_unknown=ignore default=die] %s\naccount required pam_confide_not_there.so\naccount\trequired %s\n' "$work/pam_confide.so" "$work/pam_confide.so" >"$work/pam.d/sshd"
exits 1 "a module that is named but not installed is an error" check
tells "with file and line" "$work/pam.d/sshd:1"
tells "also behind a tab" "$work/pam.d/sshd:3"
tells "and where nobody could log in it says so" "so nobody can log in here"
tells "types without the module are told" "in no password stack"
cp "$work/lib.so" "$work/pam_confide.so"
exits 0 "once it is installed there is no error" check
tells "each stack is told with file and line" "$work/pam.d/sshd:3"
exits 1 "a PAM folder that is not there is an error" ctl check --pam "$work/none"

sleep 0.01; touch "$work/context/staff.csv"
exits 1 "a register older than the staff list is an error" check
tells "with its remedy" "Run \`confidectl staff load\`"
rm "$work/register"
exits 1 "no register is an error" check
tells "and is named" "$work/register"
ctl staff load >/dev/null
cp "$work/context/staff.csv" "$work/good.csv"; echo 'x,X,boss' >>"$work/context/staff.csv"
exits 1 "a bad staff list is an error" check
tells "with file and line" "staff.csv:8"
cp "$work/good.csv" "$work/context/staff.csv"; ctl staff load >/dev/null
chmod 644 "$work/context/staff.csv"
exits 0 "a staff list that everybody may read is a warning" check
tells "with its remedy" "chgrp confide and chmod 640 it"
chmod 640 "$work/context/staff.csv"
exits 0 "one that is closed to others is good" check
hides "without that warning" "everybody may read it"
echo 'p1,never,,asmith,,task' >>"$work/context/encounters.csv"
exits 0 "a bad row of a context table is a warning" check
tells "with file and line" "encounters.csv:42"
chmod 644 "$work/secret"
exits 1 "a secret that everybody may read is an error" check
tells "with its remedy" "chmod 400"
chmod 640 "$work/secret"
exits 1 "and so is one that a group may read" check
: >"$work/secret"; chmod 600 "$work/secret"
exits 1 "an empty secret is an error" check
rm "$work/secret"
exits 1 "no secret is an error" check
fresh
sed -i "s|^records = .*|records = $work/records/pat-{patient}/...|" "$work/confide.conf"
exits 0 "a template whose id begins within a name is sound where its folder is there" check
rmdir "$work/records"
exits 1 "a record folder that is not there is an error" check
tells "and is named" "$work/records "
mkdir "$work/records"
sed -i "s|^records = .*|records = $work/records/{patient}/letters/new|" "$work/confide.conf"
exits 1 "a template that the eye would refuse is an error" check
tells "with its remedy" "only /... may follow"
sed -i "s|^records = .*|records = /etc/{patient}/...|" "$work/confide.conf"
exits 1 "and so is a folder of the system's own" check
sed -i "s|^records = .*|records = $work/records/{patient}/...|" "$work/confide.conf"

# What sends reports.
echo "whsec_tooshort" >"$work/secret"
exits 1 "a secret that is none is an error" check
tells "with its remedy" "openssl rand -base64 32"
hides "and without the secret" "tooshort"
fresh
if [ "$(id -u)" = 0 ]; then
    chmod 000 "$work/secret"; chmod 755 "$work/spool" # root reads it all the same: nothing to refuse but the spool
    exits 1 "a spool that others may look into is an error" check
    tells "with its remedy" "chmod 2770 it"
    chmod 400 "$work/secret"; chmod 700 "$work/spool"
fi
endpoint() { sed -i "s|^endpoint = .*|endpoint = $1|" "$work/confide.conf"; }
for odd in 'https://user:pw@localhost/|user name or password' 'https://localhost:70000/|port from 1 to 65535' 'https://localhost/#x|fragment' 'https://:8443/|names no host'; do
    endpoint "${odd%|*}"
    exits 1 "an endpoint like ${odd%|*} is an error" check
    tells "that says why" "${odd##*|}"
done
endpoint https://localhost:1/
echo "ca_file = $work/ca.pem" >"$work/ca.line"; sed -i "/^secret_file/r $work/ca.line" "$work/confide.conf"
echo "not a certificate" >"$work/ca.pem"
exits 1 "a file of certificates that holds none is an error" check
tells "with its remedy" "-----BEGIN CERTIFICATE-----"
echo "-----BEGIN CERTIFICATE-----" >"$work/ca.pem"
exits 0 "one that begins one is taken" check
sed -i "/^ca_file/d" "$work/confide.conf"

# The folders of spool and sockets.
rmdir "$work/run"
exits 1 "a run folder that is not there is an error" check
tells "with its remedy" "systemd-tmpfiles --create"
mkdir -m 777 "$work/run"
exits 1 "one in which everybody may put a socket is an error" check
tells "with its remedy" "chmod 2755"
chmod 755 "$work/run"
if [ "$(id -u)" = 0 ]; then
    chown 65534 "$work/spool"
    exits 1 "a spool of another user is an error" check
    tells "with its remedy" "chown it to root or confide"
    chown 0 "$work/spool"
fi

chmod 755 "$work/state"
exits 1 "a state folder that others may look into is an error" check
tells "for the judge will not start" "others may look into it, so confided will not start ([paths] state): chmod 700 it"
chmod 700 "$work/state"; mv "$work/state" "$work/elsewhere"
exits 1 "no state folder is an error" check
tells "with its key and the remedy" "([paths] state): make it with systemd-tmpfiles --create"
ln -s "$work/elsewhere" "$work/state"
exits 1 "a link in its place is one" check
tells "that confided does not follow" "[paths] state must name the folder itself"
rm "$work/state"; mv "$work/elsewhere" "$work/state"
exits 0 "once it is back, there is none" check
tells "and it is looked at" "is sound ([paths] state)"

sed -i "/^\\[paths\\]/a inventory = $work/inventory" "$work/confide.conf"
exits 0 "the inventory's folder may be missing: the eye's unit makes it" check
mkdir -m 700 "$work/inventory"
exits 0 "it is looked at where it is there" check
tells "... and sound" "is sound ([paths] inventory)"
chmod 755 "$work/inventory"
exits 1 "one that others may read is an error" check
tells "with its remedy" "chmod 700 it"
rmdir "$work/inventory"; : >"$work/inventory"
exits 1 "a file in its place is one" check
tells "with its key" "is not a folder: mend [paths] inventory"
rm "$work/inventory"; mkdir -m 700 "$work/inventory"
if [ "$(id -u)" = 0 ]; then
    chown 65534 "$work/inventory"
    exits 1 "and so is another user's" check
    tells "with its remedy" "chown it to root or confide-watch"
fi
sed -i "/^inventory = /d" "$work/confide.conf"; rmdir "$work/inventory"

# Accounts, greeters and polkit under a root of their own.
root=$work/root; mkdir -p "$root/etc/pam.d" "$root/etc/gdm3" "$root/etc/lightdm" "$root/etc/sddm.conf.d" "$root/usr/share/polkit-1/rules.d"
looks() { ctl check --root "$root" "$@"; }
cat >"$root/etc/passwd" <<'PASSWD'
root:x:0:0::/root:/bin/sh
asmith:x:1001:1001::/home/a:/bin/sh
anna2:x:1001:1001::/home/a:/bin/sh
ghost:x:1002:1002::/home/g:/bin/bash
www-data:x:33:33::/var/www:/usr/sbin/nologin
locked:x:1003:1003::/home/l:/bin/sh
mwilson:x:1004:1004::/home/m:/bin/sh
PASSWD
printf '%s\n' 'root:*:1::::::' 'asmith:$y$x:1::::::' 'anna2:$y$x:1::::::' 'ghost::1::::::' 'www-data:$y$x:1::::::' 'locked:!$y$x:1::::::' >"$root/etc/shadow"
printf 'nopasswdlogin:x:99:mwilson,asmith\n' >"$root/etc/group"
exits 1 "a group whose members type no password is an error" looks
tells "with file and line" "$root/etc/group:1"
tells "with its members" "mwilson,asmith may log in without a password"
tells "a second name of one uid is told with file and line" "$root/etc/passwd:3"
tells "and whose it is" "'anna2' has the uid of 'asmith' (line 2)"
tells "an account in no row is told with file and line" "$root/etc/passwd:4"
tells "an empty password is one too" "'ghost' can log in"
hides "an account without a shell is none" "'www-data'"
hides "a locked one is none" "'locked'"
hides "root is none" "'root'"
tells "rows without an account are told in one line" "4 logins of the staff list without an account"
tells "with some of them" "backup, breakglass, jold, ..."
printf 'nopasswdlogin:x:99:\n' >"$root/etc/group"
exits 0 "without members that group is harmless" looks
tells "no rule for polkit is a warning" "$root/usr/share/polkit-1/rules.d/confide.rules"
tells "with its remedy" "seats = report"
: >"$root/usr/share/polkit-1/rules.d/confide.rules"
exits 0 "with the rule" looks
hides "there is none" "no older session is locked"
auto() { # auto CLAIM FILE LINE: a display manager that logs somebody in by itself
    printf '[x]\n#%s\n%s\n' "$3" "$3" >"$root$2"
    exits 1 "$1 is an error" looks
    tells "$1 is named with file and line" "$root$2:3"
    rm "$root$2"
}
auto "autologin of gdm3" /etc/gdm3/daemon.conf "AutomaticLoginEnable = True"
auto "timed login of gdm3" /etc/gdm3/custom.conf "TimedLoginEnable=true"
auto "autologin of lightdm" /etc/lightdm/lightdm.conf "autologin-user=reception"
auto "autologin of sddm" /etc/sddm.conf.d/auto.conf "User=reception"
printf 'AutomaticLoginEnable=false\n' >"$root/etc/gdm3/daemon.conf"; printf 'autologin-user=\n' >"$root/etc/lightdm/lightdm.conf"
exits 0 "autologin that is off is none" looks

# Ways through the stacks. The manual's lines are sound.
ours=$work/pam_confide.so
manual() {
    printf '%s\n' "auth [success=ok ignore=ignore module_unknown=ignore default=die] $ours" 'auth [success=2 default=ignore] pam_unix.so nullok' \
        "auth [default=ignore] $ours failed" 'auth requisite pam_deny.so' 'auth required pam_permit.so' 'auth required pam_permit.so' >"$root/etc/pam.d/common-auth"
    printf '%s\n' "account [success=ok ignore=ignore module_unknown=ignore default=die] $ours" \
        'account [success=1 new_authtok_reqd=done default=ignore] pam_unix.so' 'account requisite pam_deny.so' 'account required pam_permit.so' >"$root/etc/pam.d/common-account"
    printf '%s\n' 'session required pam_unix.so' 'session optional pam_systemd.so' "session optional $ours" >"$root/etc/pam.d/common-session"
    printf 'password required %s\n' "$ours" >"$root/etc/pam.d/common-password"
    for service in login sshd su; do printf '@include common-auth\n@include common-account\n@include common-session\n@include common-password\n' >"$root/etc/pam.d/$service"; done
    printf 'auth sufficient pam_rootok.so\nauth [success=ok ignore=ignore default=die] %s failed\n@include common-auth\naccount include common-account\nsession include common-session\n' "$ours" >"$root/etc/pam.d/su"
}
manual; sed -i 2d "$root/etc/pam.d/su"
exits 0 "a su that low limits would open is told" looks
tells "... with the file" "$root/etc/pam.d/su  "
tells "... and the remedy" "add the line for su that stands in pam_confide(8)"
manual
exits 0 "the manual's stack is sound, @include and all" looks
hides "nothing is missed in it" "as in pam_confide(8)"
hides "nor in the wrong order" "in front of it"
stray() { # stray CODE CLAIM FILE LINE EXPRESSION TEXT: the manual's stack, changed, is told at that line
    manual; sed -i "$5" "$root/etc/pam.d/$3"
    exits "$1" "$2 is told" looks
    tells "$2: with file and line" "$root/etc/pam.d/$3:$4 "
    tells "$2: with what it does" "$6"
    ok "$2: once, though three services include it" test "$(grep -c "^\(warning\|error\) *$root/etc/pam.d/$3:$4 " "$work/said")" = 1
}
stray 1 "a jump that is one short" common-auth 2 's/success=2/success=1/' "jumps to pam_deny.so"
stray 1 "a jump onto the failed line" common-auth 2 '2s/success=2/success=1/;2a auth optional pam_echo.so' "jumps to the \`failed\` line"
stray 1 "a jump beyond the last line" common-auth 2 's/success=2/success=9/' "jumps beyond the last line"
stray 1 "Debian's own pam_deny, left behind our lines," common-auth 2 '$a auth requisite pam_deny.so\nauth required pam_permit.so' "comes to a second pam_deny.so"
stray 0 "a stack without the failed line" common-auth 1 '/failed/d;s/success=2/success=1/;5d' "no \`failed\` line follows"
stray 0 "a sufficient line before ours" common-auth 1 '1i auth sufficient pam_sss.so' "ends the stack with success before"
stray 0 "pam_faillock's authsucc before ours" common-auth 1 '1i auth sufficient pam_faillock.so authsucc' "pam_faillock.so ends the stack"
stray 1 "a line that is done before ours" common-account 1 '1i account [success=done default=ignore] pam_sss.so' "ends the stack with success before"
stray 1 "a jump over ours" common-account 1 '1i account [success=3 default=ignore] pam_localuser.so' "jumps over pam_confide.so"
stray 0 "our session line before pam_systemd" common-session 1 "3d;1i session optional $ours" "stands before pam_systemd.so"
manual; sed -i '/@include common-account/d' "$root/etc/pam.d/sshd"; echo 'account required pam_unix.so' >>"$root/etc/pam.d/sshd"
exits 0 "a login service whose account stack leaves us out is a warning" looks
tells "with its file" "$root/etc/pam.d/sshd "
tells "of sshd it says what that means" "whoever comes with an ssh key"
manual; printf 'auth required pam_permit.so\n@include common-account\n' >"$root/etc/pam.d/gdm-autologin"
exits 1 "a service that pam_permit lets everybody into is an error" looks
tells "with its remedy" "lets everybody in without a password"
rm "$root/etc/pam.d/gdm-autologin"
manual; sed -i 's/@include common-auth/@include common-aut/' "$root/etc/pam.d/login"
exits 1 "an included file that is not there is an error" looks
tells "with file and line" "$root/etc/pam.d/login:1"
printf '@include login\n' >"$root/etc/pam.d/login"
exits 1 "a file that includes itself ends in an error, not in a hang" timeout 20 "$B/confidectl" --config "$work/confide.conf" check --root "$root"
manual
printf 'auth [success=1 default=ignore] pam_unix.so\nauth requisite pam_deny.so\nauth required pam_permit.so\n' >"$root/etc/pam.d/inner"
printf 'auth required %s\nauth [success=1 default=ignore] pam_x.so\nauth substack inner\nauth [default=ignore] \\\n %s failed\nauth required pam_permit.so\n' "$ours" "$ours" >"$root/etc/pam.d/login"
exits 1 "a jump counts a substack as one" looks
tells "so this one lands on the failed line" "$root/etc/pam.d/login:2"
tells "which a backslash carries on" "jumps to the \`failed\` line"
manual
echo 'zoe,,person,,,,,,' >>"$work/context/staff.csv"; ctl staff load >/dev/null 2>&1
exits 0 "a login without an owner is a warning" looks
tells "with file and line" "$work/context/staff.csv:8"
sed -i '$d' "$work/context/staff.csv"; ctl staff load >/dev/null

chmod 600 "$work/confide.conf"
exits 1 "a configuration that only root may read is an error" check
tells "with its remedy" "chmod 644 it"
chmod 644 "$work/confide.conf"
sed -i 's|^records = .*|records = /srv/no-place-for-an-id|' "$work/confide.conf"
exits 1 "a bad configuration is an error" check
tells "with file and line" "$work/confide.conf:4"
exits 2 "an unknown option is wrong usage" check --no-such-option
finish
