#!/bin/bash
# The demo as a test: the whole job on real parts, its results checked again by other means than its own, and nothing left behind.
. "$(dirname "$0")/lib.sh"
needs_root "the demo shows the main job on real parts"
if nm -D "$B/pam_confide.so" | grep -q __asan; then skip "the demo shows the main job on real parts" "sshd cannot load a module built with a sanitizer"; finish; fi
out=$work/demo

# What the demo may never change, and its processes: each carries its folder in its environment.
machine() { cut -d' ' -f4- /proc/self/mountinfo | sort; md5sum /etc/{passwd,shadow,group,gshadow} /etc/pam.d/* /etc/ssh/sshd_config; ls -d /etc/confide /run/confide /var/lib/confide /srv/* /home/* 2>&1; }
processes() { local one; for one in /proc/[0-9]*; do tr '\0' '\n' <"$one/environ" 2>/dev/null | grep -qxF "SHOWN=$out" && tr '\0' ' ' <"$one/cmdline" && return 0; done; return 1; }
unchanged() { machine >"$work/after"; diff "$work/before" "$work/after"; }
machine >"$work/before"

# ---- the story comes out as told -------------------------------------------------------------------------------------------
plays() { SECONDS=0; "$top/demo/run" "$out" >"$work/told" 2>&1; local code=$?; took=$SECONDS; tail -15 "$work/told"; return "$code"; }
ok "every step of the demo comes out as told" plays
ok "it takes less than a minute ($took s)" test "$took" -lt 60
refuses "no colours where there is no terminal" grep -q $'\e' "$work/told"
refuses "no process of it is left" processes
ok "no mount, user, login rule or file of it is left" unchanged

# ---- what the employer received, by openssl, grep and sort -----------------------------------------------------------------
reports() { find "$out/received" -name '*.json' | sed 's/\.json$//'; }
header()  { sed -n "s/\r$//; s/^$2: //Ip" "$1.headers"; }
key=$(sed 's/^whsec_//' "$out/secret" | openssl base64 -d -A | od -An -v -tx1 | tr -d ' \n')
signs()   { { printf '%s.%s.' "$(header "$1" webhook-id)" "$(header "$1" webhook-timestamp)"; cat "$1.json"; } | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" -binary | openssl base64 -A; }
all_signed() { local one; for one in $(reports); do [ "v1,$(signs "$one")" = "$(header "$one" webhook-signature | cut -d' ' -f1)" ] || { echo "$one"; return 1; }; done; }
many()       { local count; count=$(eval "$2" | wc -l); [ "$count" -ge "$1" ] || { echo "$count of $1"; return 1; }; }
ids()        { local one; for one in $(reports); do header "$one" webhook-id; done; }
cases()      { python3 -c 'import json, sys; [print(json.loads(line)["case"]) for line in sys.stdin]' <"$out/cases.ndjson"; }
each_told()  { local id; for id in $(cases); do ids | grep -q "^$id-" || { echo "$id was never reported"; return 1; }; done; }
names()      { seq -f 'P%.0f' 1001 1036; printf '%s\n' maya tom priya sam drlee reception Maya Okafor Tom Brandt Priya Nair Sam Whitlock Lee Carver; }

ok "at least five reports arrived" many 5 reports
ok "openssl finds every signature right" all_signed
refuses "one altered byte makes a signature wrong" eval 'one=$(reports | head -1); printf x >>"$one.json"; all_signed; code=$?; truncate -s -1 "$one.json"; [ $code = 0 ]'
ok "each report arrived once" eval '[ -z "$(ids | sort | uniq -d)" ]'
ok "there are at least five cases" many 5 cases
ok "every case was told" each_told
ok "no report holds a patient, a login or a name" eval 'names | grep -rwFf - "$out/received"; [ $? = 1 ]'
ok "the machine's own events do hold them" eval 'names | grep -qwFf - "$out/events.ndjson"'
ok "the history is whole" "$B/confidectl" verify --db "$out/confide.db"
ok "the secret is its owner's alone" eval '[ "$(stat -c %a "$out/secret")" = 600 ]'

# ---- again, half, and wrong ------------------------------------------------------------------------------------------------
first=$(ids | sort | sha256sum)
ok "it can be played again in the same folder" plays
refuses "the second play leaves nothing of the first" eval '[ "$(ids | sort | sha256sum)" = "$first" ]'

halfway() {
    : >"$work/told" # else what the last play told is read, before this one has begun
    "$top/demo/run" "$out" >"$work/told" 2>&1 & local pid=$! began
    until_true 40 grep -q "becomes a case" "$work/told" && processes; began=$?
    kill -TERM "$pid"; wait "$pid"; [ $? = 130 ] && [ "$began" = 0 ]
}
ok "it stops when told to, half-way" halfway
keyboard() { # Ctrl-C on a terminal, where there are colours, too
    expect >"$work/told" 2>&1 <<EOF
set timeout 60
spawn -noecho $top/demo/run $out
expect "becomes a case" { send "\003" } timeout { exit 3 }
expect eof
exit [lindex [wait] 3]
EOF
    local code=$?; tail -3 "$work/told"; [ "$code" = 130 ]
}
ok "Ctrl-C stops it" keyboard
ok "colours are for a terminal" grep -q $'\e' "$work/told"
refuses "no process of the half plays is left" processes
ok "no mount, user, login rule or file of the half plays is left" unchanged

sabotage() { # SED-EXPRESSION FILE SENTENCE: a copy of the demo, one thing wrong in it, fails at that sentence
    rm -rf "$work/wrong"; mkdir -p "$work/wrong/tests"
    cp -r "$top/demo" "$work/wrong/"; cp -r "$top/tests/system" "$work/wrong/tests/"
    sed -i "$1" "$work/wrong/$2"; ! cmp -s "$work/wrong/$2" "$top/$2" || return 1
    B=$B "$work/wrong/demo/run" "$out" >"$work/told" 2>&1; local code=$?
    tail -5 "$work/told"; [ "$code" = 1 ] && grep -q "NOT SO  $3" "$work/told"
}
ok "an endpoint with another secret fails the demo" sabotage 's|--secret "$PREFIX/etc/confide/secret"|--secret <(echo whsec_b3RoZXI=)|' demo/hands "every report arrives"
ok "a staff list in which reception is a person fails the demo" sabotage 's|^reception,Front desk,shared|reception,Front desk,person|' demo/etc/staff.csv "reception is refused"
ok "an appointment for Tom fails the demo" sabotage 's|^P1003,|P1017,|' demo/etc/encounters.csv "it becomes a case: nothing explains it"
refuses "no process of the failed plays is left" processes

# ---- where the kernel refuses ----------------------------------------------------------------------------------------------
unnamed() { # an outer login is noted already, and may not be changed
    sh -c 'echo 4711 >/proc/self/loginuid && exec setpriv --bounding-set=-audit_control --inh-caps=-audit_control "$@"' _ "$top/demo/run" "$out" >"$work/told" 2>&1
    local code=$?; tail -15 "$work/told"; return "$code"
}
if (echo 4711 >/proc/self/loginuid) 2>/dev/null; then
    ok "where the kernel does not note who logged in, logins are shown and files are fed" unnamed
    says "that is said" "[fed, not seen] from here on, what people do with files" cat "$work/told"
    says "the shared login is really refused there" "is a shared login. Use your own" cat "$work/told"
else skip "where the kernel does not note who logged in, files are fed" "this is such a kernel"; fi

as_nobody() {
    rm -rf "$work/small"; mkdir -p "$work/small/build" "$work/small/tests"
    cp -r "$top/demo" "$work/small/"; cp -r "$top/tests/system" "$work/small/tests/"
    cp "$B"/{confided,confide-watch,confide-post,confidectl,pam_confide.so} "$work/small/build/"; mkdir "$work/small/build/drivers"; cp "$B/drivers/feed" "$work/small/build/drivers/"
    chown -R 65534:65534 "$work/small"
    B=$work/small/build DEMO_AS_USER=1 setpriv --reuid 65534 --regid 65534 --clear-groups --no-new-privs --inh-caps=-all --bounding-set=-all \
        "$work/small/demo/run" "$work/small/out" >"$work/told" 2>&1; local code=$?
    tail -15 "$work/told"; return "$code"
}
ok "without any privilege the story is told on fed events" as_nobody
says "each such step says that it is fed" "[fed, not seen]" cat "$work/told"
out=$work/small/out
ok "openssl finds every signature right there, too" eval 'key=$(sed s/^whsec_// "$out/secret" | openssl base64 -d -A | od -An -v -tx1 | tr -d " \n"); all_signed'
ok "at least five reports arrived there, too" many 5 reports
finish
