# confidectl check: is what Confide stands on sound?
. "$(dirname "$0")/lib.sh"; . "$(dirname "$0")/ctl-lib.sh"
mkdir "$work/pam.d"
(umask 077; echo "whsec_$(openssl rand -base64 32)" >"$work/secret")
clinic "[post]" "endpoint = https://localhost:1/" "secret_file = $work/secret"
check() { ctl check --pam "$work/pam.d" "$@"; }
ctl staff load >/dev/null
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
(umask 077; echo "whsec_$(openssl rand -base64 32)" >"$work/secret")
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
chmod 600 "$work/confide.conf"
exits 1 "a configuration that only root may read is an error" check
tells "with its remedy" "chmod 644 it"
chmod 644 "$work/confide.conf"
sed -i 's|^records = .*|records = /srv/no-place-for-an-id|' "$work/confide.conf"
exits 1 "a bad configuration is an error" check
tells "with file and line" "$work/confide.conf:4"
exits 2 "an unknown option is wrong usage" check --no-such-option
finish
