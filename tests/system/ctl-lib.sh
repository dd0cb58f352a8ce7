# What the tests of confidectl share, beside lib.sh: a small clinic in $work and, where asked for, a real agent in it.
#
#   exits CODE CLAIM COMMAND...      the command ends with this code; its output is kept in $work/said, its errors in $work/erred
#   tells CLAIM TEXT                 what the last `exits` command said, on either stream, holds TEXT
#   hides CLAIM TEXT                 ... does not hold TEXT
#   clinic [LINE...]                 makes $work/context with tables, $work/confide.conf (LINEs are added), folders for an agent
#   ctl WORD...                      confidectl with that configuration
#   agent                            starts confided there and waits until it answers
#   access LOGIN ACTION PATIENT FILE [SECOND]   one event as a line: at 2026-11-16T10:00:SECOND, or now where there is none
exits() {
    local code=$1 claim=$2 got; shift 2
    "$@" >"$work/said" 2>"$work/erred"; got=$?
    if [ "$got" = "$code" ]; then echo "ok - $claim"; else
        echo "not ok - $claim"; failed=1; echo "    # exit $got instead of $code"; sed 's/^/    # /' "$work/said" "$work/erred" | head -20; fi
}
tells() { if grep -qF -- "$2" "$work/said" "$work/erred"; then echo "ok - $1"; else
          echo "not ok - $1"; failed=1; sed 's/^/    # /' "$work/said" "$work/erred" | head -20; fi; }
hides() { if grep -qF -- "$2" "$work/said" "$work/erred"; then echo "not ok - $1"; failed=1; grep -hF -- "$2" "$work/said" "$work/erred" |
          sed 's/^/    # /' | head -5; else echo "ok - $1"; fi; }

clinic() {
    mkdir -p "$work/context" "$work/run" "$work/spool" "$work/records"
    (umask 077; mkdir -p "$work/state")
    cat >"$work/context/staff.csv" <<'CSV'
login,name,kind,role,unit,starts,ends,surname,birth
asmith,Anna Smith,person,doctor,ward 1,2020-01-01,,Smith,1979-05-01
mwilson,Mary Wilson,person,receptionist,front desk,2020-01-01,,Wilson,1984-03-12
jold,Jürgen Öld,person,nurse,ward 2,2020-01-01,2024-05-31,Öld,1961-02-03
reception,Reception,shared,,,,,,
backup,Backup,service,,,,,,
breakglass,Break glass,emergency,,,,,,
CSV
    { echo patient,from,to,login,unit,kind
      for n in $(seq 1 40); do echo "p$n,2026-11-01,2026-12-31,asmith,,appointment"; done; } >"$work/context/encounters.csv"
    cat >"$work/confide.conf" <<CONF
[clinic]
words = Riverside Surgery
[watch]
records = $work/records/{patient}/...
$(places staff=context/staff.csv)
CONF
    [ $# = 0 ] || printf '%s\n' "$@" >>"$work/confide.conf"
}

ctl() { "$B/confidectl" --config "$work/confide.conf" "$@"; }

agent() { start confided "$B/confided" --config "$work/confide.conf" --foreground; until_true 10 test -S "$work/run/ctl.sock"; }

access() {
    local time=${5:+2026-11-16T10:00:$5Z}
    printf '{"time":"%s","kind":"access","action":"%s","login":"%s","patient":"%s","object":"%s","source":"file","named":"waiting","program":"/usr/bin/cat"}\n' \
        "${time:-$(date -u +%Y-%m-%dT%H:%M:%S.%3NZ)}" "$2" "$1" "$3" "$4"
}
