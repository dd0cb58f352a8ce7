# What the tests of confide-receive share, beside lib.sh: the real receiver on loopback, and machines that speak to it (drivers/teller).
#
#   prepare_receiver [LINE...]   certificates in $work/ca, a secret, known machines 1 to 16; LINEs are added to [receive]
#   receiver                     (re)starts it; sets $url. What it prints: $work/alerts
#   machine N COMMAND...         machine N says this (teller's commands, each one word string); prints the answers
#   ask OPTION...                confide-receive as people ask it
#   told WORD                    how many alerts with this word were printed
#   found WORD                   exactly one, and the machine's name is in its sentence
listens() { grep -q 'ready:' "$work/receiver.log"; }
prepare_receiver() {
    mkdir "$work/state" "$work/run"
    "$top/tests/system/make-ca" "$work/ca" "Test clinic"
    (umask 077; echo "whsec_$(openssl rand -base64 32)" >"$work/secret")
    local n; for n in $(seq 16); do echo "$(echo key | "$B/drivers/teller" - - - "$n")  PC-$n"; done >"$work/machines"
    {
        printf '[receive]\nlisten = 127.0.0.1:0\ncertificate = %s\nkey = %s\nsecret_file = %s\n' "$work/ca/server.pem" "$work/ca/server.key" "$work/secret"
        printf 'machines = %s\ndatabase = %s\nrun = %s\n' "$work/machines" "$work/state/receive.db" "$work/run"
        printf '%s\n' "$@"
    } >"$work/receive.conf"
}

receiver() {
    stop receiver
    touch "$work/alerts"
    rm -f "$work/receiver.log"
    ${under:-} "$B/confide-receive" --config "$work/receive.conf" --foreground --print 2>"$work/receiver.log" >>"$work/alerts" &
    echo $! >"$work/receiver.pid"
    until_true 10 listens || { cat "$work/receiver.log"; return 1; }
    port=$(sed -n 's/.*ready: .*, port \([0-9]*\)$/\1/p' "$work/receiver.log" | tail -1)
    url=https://localhost:$port/confide
}

machine() { local n=$1; shift; printf '%s\n' "$@" | "$B/drivers/teller" "$url" "$work/ca/ca.pem" "${secret:-$work/secret}" "$n" ${mutual:-}; }
ask()     { "$B/confide-receive" --config "$work/receive.conf" "$@"; }
told()    { grep -c "\"alert\":\"$1\"" "$work/alerts"; }
found()   { [ "$(told "$1")" = 1 ] && grep "\"alert\":\"$1\"" "$work/alerts" | grep -q '"says":".*PC-'; }
