# confidectl password check: the module's judgement, line by line.
. "$(dirname "$0")/lib.sh"; . "$(dirname "$0")/ctl-lib.sh"
clinic

check() { # check CODE CLAIM TEXT PASSWORD [OPTION...]
    local code=$1 claim=$2 text=$3 password=$4; shift 4
    printf '%s\n' "$password" >"$work/in"
    exits "$code" "$claim" ctl password check "$@" <"$work/in"
    tells "$claim: says $text" "$text"
}
check 0 "three unrelated words are taken" "ok" "walnut forklift pyjamas"
check 1 "a short one is refused" "no: " "Xy7&"
check 1 "season and year are refused" "no: " "Summer2026!!!"
check 1 "an empty line is refused" "no: " ""
check 1 "bytes that are no text are refused" "no: " $'\xff\xfe\xff\xfe\xff\xfe\xff\xfe\xff\xfe\xff\xfe\xff'
check 1 "over 512 bytes is refused" "no: " "$(head -c 600 /dev/zero | tr '\0' 'q')"
check 1 "the clinic's own words are refused" "no: " "RiversideSurgery2026"
check 1 "the person's own words are refused" "no: " "MaryWilson1984" --login mwilson --staff "$work/context/staff.csv"
check 3 "a login in no row could not be judged" "nobody is in no row" "walnut forklift pyjamas" --login nobody --staff "$work/context/staff.csv"
check 3 "a staff list that is not there could not be read" "$work/none.csv" "walnut forklift pyjamas" --login mwilson --staff "$work/none.csv"
check 2 "an unknown profile is wrong usage" "there is no profile 'lax'" "walnut forklift pyjamas" --profile lax
printf 'walnut forklift\0pyjamas\n' >"$work/in"
exits 1 "a NUL byte is refused" ctl password check <"$work/in"
for profile in ncsc nist-single nist-mfa asvs-l2; do
    printf 'walnut forklift pyjamas\n' >"$work/in"
    exits 0 "profile $profile judges" ctl password check --profile "$profile" <"$work/in"
done

printf 'walnut forklift pyjamas\nshort\nwalnut forklift pyjamas' >"$work/in"
exits 1 "one bad password among good ones is a finding" ctl password check <"$work/in"
ok "answers come in order, a last line without newline too" test "$(cut -c1-2 "$work/said" | tr '\n' ' ')" = "ok no ok "
hides "no password is ever repeated" "walnut"
printf 'walnut forklift pyjamas\r\nshort\r\n' >"$work/in.crlf"
exits 1 "a list from Windows is judged without its line ends" ctl password check <"$work/in.crlf"
ok "word by word as any other" test "$(cut -c1-13 "$work/said" | tr '\n' ' ')" = "ok no: Too short "
exits 1 "--json answers in objects" ctl password check --json <"$work/in"
ok "with verdict, reason, profile and clause" jq -es 'length == 3 and .[0].verdict == "ok" and .[1].verdict == "too-short" and (.[1].reason | length) > 0 and .[0].profile == "ncsc" and (.[0].clause | length) > 0' "$work/said"

mkfifo "$work/pipe"
start slow bash -c "'$B/confidectl' -c '$work/confide.conf' password check <'$work/pipe'"
exec 7>"$work/pipe"; printf 'walnut forklift pyjamas\n' >&7
ok "each answer comes at once, before the next password" until_true 5 grep -q '^ok$' "$work/slow.log"
exec 7>&-; stop slow
printf 'walnut forklift pyjamas\n' >"$work/in"
HOME=$work exits 0 "no configuration is needed" "$B/confidectl" password check <"$work/in"
finish
