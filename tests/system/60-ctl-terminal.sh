# confidectl on a terminal (played by script(1)) and off it: colours, bars, widths.
. "$(dirname "$0")/lib.sh"; . "$(dirname "$0")/ctl-lib.sh"
clinic
command -v script >/dev/null || { skip "confidectl on a terminal" "script(1) is not installed"; finish; }
on_terminal() { # on_terminal COLUMNS COMMAND: its output as the terminal got it, in $work/said
    TERM=xterm script -qec "stty cols $1; $2" /dev/null </dev/null >"$work/said" 2>"$work/erred"
}
list="'$B/confidectl' -c '$work/confide.conf' staff list"
awk 'BEGIN { for (i = 0; i < 100000; i++) printf "{\"time\":\"2026-11-%02dT10:%02d:%02dZ\",\"kind\":\"access\",\"action\":\"read\",\"login\":\"asmith\",\"patient\":\"p%d\",\"object\":\"/srv/records/p%d/a\",\"source\":\"file\"}\n", 1 + i / 8000, i / 60 % 60, i % 60, i % 15 + 1, i % 15 + 1 }' >"$work/events"
replay="'$B/confidectl' -c '$work/confide.conf' replay --context '$work/context' --events '$work/events'"

on_terminal 100 "$list"
tells "a terminal gets colours" $'\033[32m'
tells "and names as people write them" "Jürgen"
on_terminal 100 "NO_COLOR=1 $list"
hides "NO_COLOR is honoured" $'\033['
on_terminal 100 "TERM=dumb $list"
hides "so is a dumb terminal" $'\033['
on_terminal 100 "LC_ALL=C $list"
tells "names stay readable in the C locale" "Jürgen"
on_terminal 100 "$list | cat"
hides "a pipe gets no escape codes" $'\033['

on_terminal 90 "$replay >/dev/null"
tells "long work shows a bar" "replay  ["
tells "that moves" "=>"
tells "and is cleared at its end" $'\r\033[K'
ok "the bar fits into the terminal" bash -c "tr '\r' '\n' <'$work/said' | grep -a '^replay' | awk '{ gsub(/\033\[K/, \"\"); if (length(\$0) > 89) exit 1 }'"
on_terminal 30 "$replay >/dev/null"
hides "a narrow terminal gets no bar" "["$'='
tells "but the share that is done" "%"
eval "$replay" >"$work/said" 2>"$work/erred"
hides "off a terminal there is no bar" "replay  ["
hides "nor any escape code" $'\033'
on_terminal 100 "$replay 2>/dev/null"
hides "standard error elsewhere: no bar on the terminal" "replay  ["
printf '[watch]\n' >"$work/empty.conf"; mkdir "$work/pam.d"
on_terminal 70 "'$B/confidectl' -c '$work/empty.conf' check --pam '$work/pam.d'"
ok "no line of a card is wider than the terminal" bash -c "sed 's/\x1b\[[0-9;]*m//g; s/\r//' '$work/said' | awk 'length(\$0) > 70 && !/confide-test/ { exit 1 }'"
finish
