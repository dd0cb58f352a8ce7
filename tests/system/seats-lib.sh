# What the tests of take-over share, beside lib.sh: a judge of its own, a system bus of its own, and dbusmock's logind on it.
#
#   bus | no_bus                 starts, ends the bus
#   logind | no_logind           starts, ends logind on it; what it is asked is in $work/logind.log
#   session ID LOGIN KIND BEGAN [PROPERTY=VALUE...]   a session; KIND: tty, x11, or a remote host; BEGAN: its age's order
#   sessions LOGIN FIRST LAST    many consoles, numbered so
#   is_odd ID NAME TYPE VALUE    a property of the session that is none of logind's
#   says_locked ID true|false    the session's own programs say so (LockedHint)
#   restless ID COUNT            they say so, and take it back, COUNT times at once
#   ends ID                      the session goes
#   lock_is, list_is CODE        what logind does when it is asked for a lock, or for its sessions (python; dbusmock's AddMethod)
#   judge [LINE...]              (re)starts confided; LINEs are added to [login]
#   arrives LOGIN ID ['KEY: VALUE'...]   the login module tells that LOGIN has opened session ID
#   asked ID                     logind was asked to lock the session
#   told TEXT...                 the judge keeps an event of its own that holds all TEXTs
seats_needs() {
    command -v dbus-daemon >/dev/null && /usr/bin/python3 -c 'import dbus, dbusmock, gi' 2>/dev/null || { skip "$1" "needs dbus-daemon and python3-dbusmock"; finish; }
    [ "$(id -u)" = 0 ] || { skip "$1" "needs root: only its word locks a screen"; finish; }
}
settle() { sleep 0.7; } # what is not to happen would have happened by now

as_system() { DBUS_SYSTEM_BUS_ADDRESS=unix:path=$work/bus "$@"; }

bus() {
    cat >"$work/bus.conf" <<CONF
<busconfig>
  <type>system</type><listen>unix:path=$work/bus</listen><auth>EXTERNAL</auth>
  <policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>
CONF
    rm -f "$work/bus"
    start bus dbus-daemon --nofork --config-file="$work/bus.conf"
    until_true 5 test -S "$work/bus"
}
no_bus() { stop bus; }

logind() {
    start logind env DBUS_SYSTEM_BUS_ADDRESS="unix:path=$work/bus" PYTHONUNBUFFERED=1 /usr/bin/python3 -m dbusmock --system --template logind
    until_true 10 as_system "$top/tests/system/seats-logind" ready
}
no_logind() { stop logind; }

session()     { as_system "$top/tests/system/seats-logind" session "$@"; }
is_odd()      { as_system "$top/tests/system/seats-logind" property_is "$@"; }
sessions()    { as_system "$top/tests/system/seats-logind" sessions "$@"; }
says_locked() { as_system "$top/tests/system/seats-logind" locked "$@"; }
restless()    { as_system "$top/tests/system/seats-logind" restless "$@"; }
ends()        { as_system "$top/tests/system/seats-logind" ends "$@"; }
lock_is()     { as_system "$top/tests/system/seats-logind" answer LockSession "$@"; }
list_is()     { as_system "$top/tests/system/seats-logind" answer ListSessions "$@"; }

judge() {
    stop judge
    mkdir -p "$work/run" "$work/spool" "$work/context"; mkdir -p -m 700 "$work/state"
    { echo '[login]'; printf '%s\n' "$@"
      printf '[paths]\nstaff = %s/staff.csv\ncontext = %s/context\nregister = %s/register\nwords = %s/words\n' "$work" "$work" "$work" "$work"
      printf 'state = %s/state\nspool = %s/spool\nrun = %s/run\n' "$work" "$work" "$work"; } >"$work/confide.conf"
    printf 'login,name,kind,role\nmaya,Maya Chen,person,physiotherapist\nkofi,Kofi Ansah,person,nurse\n' >"$work/staff.csv"
    start judge env DBUS_SYSTEM_BUS_ADDRESS="unix:path=$work/bus" "$B/confided" --config "$work/confide.conf" --foreground
    until_true 5 grep -q ready "$work/judge.log"
}
ctl() { "$B/confidectl" --config "$work/confide.conf" "$@"; }

arrives() {
    local login=$1 id=$2; shift 2
    jq -nc --arg login "$login" --arg id "$id" --arg now "$(date -u +%Y-%m-%dT%H:%M:%S.%3NZ)" \
        '{time: $now, kind: "login", action: "open", source: "pam", outcome: "ok", service: "login", login: $login, evidence: "tty=x logind=\($id)"}
         + ($ARGS.positional | map(split(": ") | {(.[0]): .[1]}) | add // {})' --args "$@" |
        timeout 10 "$B/drivers/feed" --quiet "$work/run" pam.sock
}
asked() { grep -qE "LockSession \"$1\"\$" "$work/logind.log"; }
times_asked() { grep -cE "LockSession \"$1\"\$" "$work/logind.log"; }
told()  {
    local found text
    found=$(ctl events --json --limit 2000 | grep '"source":"agent"')
    for text; do found=$(grep -F -- "$text" <<<"$found") || return 1; done
}
