# confidectl staff load and staff list: from HR's list to the machine's register.
# Beside the others.
. "$(dirname "$0")/lib.sh"; . "$(dirname "$0")/ctl-lib.sh"
clinic

exits 0 "a good list is loaded" ctl staff load
tells "the summary counts the persons" "3 persons, 1 shared, 1 service, 1 emergency; 1 of them ended"
tells "without an agent it says when the agent will read it" "it reads the list when it starts"
says "the register holds a person" "mwilson	person" cat "$work/register"
says "the register is everybody's to read" "644" stat -c %a "$work/register"
says "people's own words are root's alone" "600" stat -c %a "$work/words"
refuses "the register holds no name" grep -q Wilson "$work/register"
exits 0 "staff load --json answers in JSON" ctl staff load --json
ok "and that is one object" jq -e '.person == 3 and .ended == 1' "$work/said"

cp "$work/register" "$work/register.good"
cp "$work/context/staff.csv" "$work/good.csv"
bad() { # bad CLAIM WHAT LINE: appended to a good list, the LINE is refused at line 8
    cp "$work/good.csv" "$work/context/staff.csv"; printf '%s\n' "$3" >>"$work/context/staff.csv"
    exits 1 "$1 refuses the list" ctl staff load
    tells "$1 is named with file and line" "$work/context/staff.csv:8: "
    tells "$1 is told with its remedy" "$2"
    tells "$1: the last good register stays, and that is said" "nothing is changed"
    ok "$1 leaves the register byte for byte" cmp "$work/register" "$work/register.good"
}
bad "an unknown kind" "person, service, emergency or shared" "xnew,X New,boss,,,,,,"
bad "a login twice" "remove one of the two rows" "mwilson,Mary Again,person,,,,,,"
bad "a date that is none" "ends" "xnew,X New,person,,,,31.12.2026,,"
bad "a login that is none" "login" "x new,X New,person,,,,,,"
: >"$work/context/staff.csv"
exits 1 "an empty list is refused" ctl staff load
exits 3 "a list that is not there could not be read" ctl staff load "$work/none.csv"
tells "and is named" "$work/none.csv"
exits 2 "two lists are wrong usage" ctl staff load a.csv b.csv
ok "after all that the register stands" cmp "$work/register" "$work/register.good"

cat >"$work/hr.csv" <<'CSV'
login,name,kind,leave_from,leave_to
asmith,Anna Smith,person,2020-01-01,2020-01-31
bill,Bill Ash,person,2020-01-01,
cora,Cora Lee,person,2020-01-01,2099-12-31
locum3,,person,,
CSV
exits 0 "a list with a login that nobody owns is loaded" ctl staff load "$work/hr.csv"
tells "the login is named with file and line" "$work/hr.csv:5: 'locum3'"
tells "with its remedy" "say whose it is"
tells "and the summary counts it" "1 without an owner"
ok "it is no person in the register" grep -qP '^locum3\tunowned\t-\t-$' "$work/register"
ok "a leave that is over stands in no register" grep -qP '^asmith\tperson\t-\t-$' "$work/register"
ok "an open one does" grep -qP '^bill\tperson\t-\t-\t1577[0-9]+\t-$' "$work/register"
ok "and so does one that has an end" grep -qP '^cora\tperson\t-\t-\t1577[0-9]+\t4[0-9]+$' "$work/register"
ok "the register has a copy" cmp "$work/register" "$work/register.last"
exits 0 "the list shows who is on leave" ctl staff list --json
ok "and who has no owner" jq -es 'map(.today) == ["may log in", "on leave", "on leave", "no owner"]' "$work/said"
cp "$work/register" "$work/register.good"
sed -i 's/^bill.*/bill,Bill Ash,person,2020-02-01,2020-01-31/' "$work/hr.csv"
exits 1 "a leave that ends before it begins refuses the list" ctl staff load "$work/hr.csv"
tells "with file, line and remedy" "$work/hr.csv:3: 'leave_to' lies before 'leave_from'"
ok "and leaves the register" cmp "$work/register" "$work/register.good"

printf 'login,name,kind\nasmith,Anna Smith,person\n' >"$work/hr.csv"
exits 0 "a list given by name is loaded" ctl staff load "$work/hr.csv"
ok "and is the staff list from now on" cmp "$work/hr.csv" "$work/context/staff.csv"
says "closed to others, for it names people" "640" stat -c %a "$work/context/staff.csv"
exits 0 "so loading again makes the same register" ctl staff load
tells "from the new list" "1 person, 0 shared"
printf 'login,name,kind\nasmith,Anna Smith,boss\n' >"$work/hr.csv"
exits 1 "a bad list given by name is refused" ctl staff load "$work/hr.csv"
refuses "and does not become the staff list" grep -q boss "$work/context/staff.csv"
ok "nothing is left beside the list" test "$(ls "$work/context" | tr '\n' ' ')" = "encounters.csv staff.csv "
exits 0 "the good list is loaded by name" ctl staff load "$work/good.csv"
chmod 755 "$work"; chmod 644 "$work/confide.conf" "$work/good.csv"
if [ "$(id -u)" = 0 ]; then
    exits 3 "without root nothing is written" setpriv --reuid 65534 --regid 65534 --clear-groups "$B/confidectl" -c "$work/confide.conf" staff load "$work/good.csv"
    tells "and it says who may" "needs root"
else
    skip "without root nothing is written" "we are not root"
fi

cp "$work/good.csv" "$work/context/staff.csv"
exits 0 "the list is shown" ctl staff list
tells "with who may log in" "may log in"
tells "with names as people write them" "Jürgen Öld"
ok "an ended login is told" grep -q 'jold.*2024-05-31.*ended' "$work/said"
hides "off a terminal there are no escape codes" $'\033'
exits 0 "staff list --json is a row a login" ctl staff list --json
ok "each an object" jq -es 'length == 6 and (map(select(.login == "reception"))[0].today == "shared")' "$work/said"
echo broken >"$work/context/staff.csv"
exits 1 "a broken list is a finding" ctl staff list
tells "the register is shown instead" "shown is the register"
tells "with its logins" "mwilson"
rm "$work/register" "$work/context/staff.csv"
exits 3 "without list and register nothing can be shown" ctl staff list
finish
