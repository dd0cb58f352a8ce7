# confidectl rules and confide.rules(7): one table, which the judge uses, the command shows and the page holds.
# Beside the others.
. "$(dirname "$0")/lib.sh"; . "$(dirname "$0")/ctl-lib.sh"
clinic
page=agent/judge/weigh/confide.rules.7

section() { sed -n '/^\.\\" Made by/,/^\.\\" Until here/p' "$page" | sed '1d' | head -n -2; }
exits 0 "the rules are printed as the page holds them" ctl rules --mdoc
section >"$work/section"
ok "the page holds each rule, word for word and in order" cmp "$work/said" "$work/section"
ok "and there are many" test "$(grep -c '^\.It Cm' "$work/section")" -ge 50
sed 's/severity 5/severity 1/' "$work/section" >"$work/other"
refuses "a page that says otherwise is noticed" cmp -s "$work/said" "$work/other"

exits 0 "all rules are listed" ctl rules
tells "with what they look for" "the patient has the person's surname"
tells "a rule that lacks its table rests, by the table's name" "rests: no patients"
exits 0 "the list is JSON lines, too" ctl rules --json
ok "each with name, class, severity, words and source" jq -es 'all(.rule != "" and .class != "" and .severity >= 1 and .severity <= 5
    and .words != "" and .source != "")' "$work/said"
ok "no name stands twice" jq -es '(map(.rule) | unique | length) == length' "$work/said"
ok "none that needs only what is there rests" jq -es 'all(.[]; (.needs | test("patients|rota|relations|devices")) or .rests == "")' "$work/said"
ok "those that need more do" jq -es 'any(.[]; .rule == "off-duty" and .rests == "rota")' "$work/said"
ok "only rules that weigh have a share in misuse" jq -es 'all(.[]; (.share > 0) == (.when == "in points"))' "$work/said"

printf 'patient,surname\np1,Smith\n' >"$work/context/patients.csv"
exits 0 "with the table there" ctl rules same-surname
tells "one rule is told whole" "Needs the tables: staff, patients."
tells "with its source" "Source: "
hides "it no longer rests" "It rests"
rm "$work/context/encounters.csv" "$work/context/staff.csv"
exits 0 "without any table the command goes on" ctl rules no-reason
tells "and the rule rests" "It rests: there is no table encounters."
exits 0 "a rule that needs no table" ctl rules mass-delete
hides "never rests" "rests"
exits 2 "a rule that there is not is wrong usage" ctl rules $'no-such\033[31m'
tells "and the list is named" 'confidectl rules'
hides "no control character gets to the terminal" $'\033'
exits 2 "two rules at a time are wrong usage" ctl rules drip sweep
finish
