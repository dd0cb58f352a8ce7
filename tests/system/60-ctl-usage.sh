# confidectl's words: help, hints, exit codes, streams that break off.
# Beside the others.
. "$(dirname "$0")/lib.sh"; . "$(dirname "$0")/ctl-lib.sh"
clinic

exits 0 "--help lists the commands" "$B/confidectl" --help
for word in status cases case events "staff load" "staff list" "password check" replay verify selftest check; do
    tells "--help names $word" "  $word "
    exits 0 "$word --help explains itself" "$B/confidectl" $word --help
    tells "$word --help says how it is used" "Usage: confidectl $word"
    exits 2 "$word with an unknown option is wrong usage" "$B/confidectl" $word --no-such-option
    tells "$word hints at its help" "confidectl $word --help"
    "$B/confidectl" --help >"$work/said" # for the next `tells`
done
exits 0 "--version tells the version" "$B/confidectl" --version
tells "the version names the program" "confidectl (Confide) "
exits 0 "a command tells the version too" "$B/confidectl" status --version

exits 2 "no command is wrong usage" "$B/confidectl"
tells "no command hints at --help" "confidectl --help"
exits 2 "an unknown command is wrong usage" "$B/confidectl" stauts
tells "an unknown command hints at the one that was meant" "status"
exits 2 "half a command is wrong usage" "$B/confidectl" staff
tells "half a command names its halves" "staff load, staff list"
exits 2 "a command in nobody's language is wrong usage" "$B/confidectl" $'\033[31mzzz'
tells "and cannot colour the terminal" '\x1b[31mzzz'
exits 2 "an unknown option is wrong usage" "$B/confidectl" --no-such-option
exits 2 "too many words are wrong usage" ctl status now
exits 2 "case without an id is wrong usage" ctl case
exits 2 "case with two ids is wrong usage" ctl case C-1 C-2
exits 2 "a --since that is no time is wrong usage" ctl events --since yesterday
tells "and the hint shows what is one" "30m, 2h, 7d"
exits 2 "a --limit of 0 is wrong usage" ctl events --limit 0
exits 2 "a --limit that is no number is wrong usage" ctl events --limit many
exits 2 "a --wait that is no number is wrong usage" ctl selftest --wait long
exits 2 "replay without its options is wrong usage" ctl replay
exits 2 "replay without --events is wrong usage" ctl replay --context "$work/context"

for word in status cases "case C-1" events selftest; do
    exits 3 "$word without an agent could not do it" ctl $word
    tells "$word says where nobody listens" "nobody listens at $work/run/ctl.sock"
    tells "$word says how to start the agent" "systemctl start confided"
done

echo '[watch' >"$work/broken.conf"
exits 3 "a broken configuration could not do it" "$B/confidectl" --config "$work/broken.conf" status
tells "a broken configuration is named with its line" "$work/broken.conf:1: "
printf '[post]\nendpoint = http://plain.example\n' >"$work/broken.conf"
exits 3 "a bad value could not do it" "$B/confidectl" --config "$work/broken.conf" status
tells "a bad value is named with its line and remedy" "$work/broken.conf:2: the endpoint must begin with https://"
chmod 666 "$work/broken.conf"
exits 3 "a configuration that others may write is refused" "$B/confidectl" --config "$work/broken.conf" status
exits 3 "a configuration that is not there is refused" "$B/confidectl" --config "$work/none.conf" status
tells "and named" "$work/none.conf"

full() { ctl staff list --json >/dev/full; }
exits 3 "a full disk behind standard output is not passed over" full
tells "and it says so" "standard output takes no more"
yes 'three unrelated words' 2>/dev/null | head -20000 >"$work/in"
"$B/confidectl" password check <"$work/in" 2>"$work/erred" | head -1 >"$work/said"
hides "a reader that has seen enough meets no complaint" "confidectl"
(trap '' PIPE; "$B/confidectl" password check <"$work/in" 2>"$work/erred" | head -1 >"$work/said")
hides "nor where SIGPIPE is ignored" "confidectl"
finish
