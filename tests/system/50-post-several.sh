#!/bin/bash
# confide-post with several endpoints: a process for each, which knows no other's secret; a hung, dead or misconfigured one holds up no other.
# Beside the others.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/post-lib.sh"
prepare
(umask 077; echo "whsec_$(openssl rand -base64 32)" >"$work/secret-b")
children() { pgrep -P "$(cat "$work/voice.pid")"; }
count() { [ "$(children | wc -l)" = "$1" ]; }
gone() { ! kill -0 "$1" 2>/dev/null || grep -q '^State:.*Z' "/proc/$1/status"; }
all_gone() { local pid; for pid in "$@"; do gone "$pid" || return 1; done; }
speaker() { # the process of the endpoint on port $1: who holds the connection
    ss -Htnp "dport = :$1" | sed -n 's/.*pid=\([0-9]*\).*/\1/p' | head -1; }

endpoint a; a=$port
endpoint b; b=$port
endpoint stuck '9*slow'; c=$port
speak < <(section "" "https://localhost:$a/" "timeout = 3"; section backup "https://localhost:$b/"; section stuck "https://localhost:$c/"; section silent "")
ok "each endpoint with an address has a process" until_true 5 count 3
ok "each takes its own reports" finds 'transfer=0 status=204' "A-1=$work/body" "backup/B-1=$work/body" "A-2=$work/body"
ok "and no other's" [ "$(received a) $(received b) $(received stuck)" = "2 1 0" ]
attempt "stuck/C-1=$work/body" "A-3=$work/body" "backup/B-2=$work/body" "A-4=$work/body" >"$work/results"
ok "what hangs comes last, and holds up no other" [ "$(sed 's/ status.*//' "$work/results" | tail -1)" = "stuck/C-1 transfer=28" ]
ok "the others were told in the meantime" [ "$(grep -c 'transfer=0 status=204' "$work/results")" = 3 ]
ok "the log names the section, not [post] alone" grep -q '\[post stuck\] report C-1, attempt 1: no whole answer within \[post stuck\] timeout' "$work/voice.log"

# --- one dies, one stops
victim=$(children | head -1)
kill -9 "$victim"
ok "a voice that is killed is started anew" until_true 6 eval "! kill -0 $victim 2>/dev/null && count 3"
ok "the log says so" grep -q "its process was ended by signal 9; it is started anew" "$work/voice.log"
ok "and all are told again" finds 'transfer=0 status=204' "A-5=$work/body" "backup/B-3=$work/body"

# --- the end, however it comes
before=$(children)
kill -9 "$(cat "$work/voice.pid")"
# shellcheck disable=SC2086 # a word each
ok "voices do not outlive a parent that is killed" until_true 3 all_gone $before
speak < <(section "" "https://localhost:$a/"; section backup "https://localhost:$b/")
until_true 5 count 2
before=$(children)
kill -STOP "$(echo "$before" | head -1)"
stop voice
# shellcheck disable=SC2086
ok "SIGTERM ends all, also one that is stopped" all_gone $before

# --- the watchdog: what systemd would hear
cat >"$work/manager" <<'EOS'
import os, socket, sys, time
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM); s.bind(sys.argv[1]); print("hears", flush=True)
while True:
    print(f"{time.monotonic():.1f} {s.recv(4096).decode()!r}", flush=True)
EOS
start manager /usr/bin/python3 "$work/manager" "$work/notify"
until_true 3 grep -q hears "$work/manager.log"
under="env NOTIFY_SOCKET=$work/notify WATCHDOG_USEC=2000000" speak < <(section "" "https://localhost:$a/"; section backup "https://localhost:$b/")
ok "it says when it is ready" until_true 5 grep -q 'READY=1.*waiting for reports' "$work/manager.log"
fed() { grep -c WATCHDOG=1 "$work/manager.log"; }
ok "the watchdog is fed while all are heard" until_true 5 eval "[ \$(fed) -ge 3 ]"
stop voice
ok "it says when it ends" grep -q STOPPING=1 "$work/manager.log"
stop manager

# --- silence: its half a minute goes by ten times as fast
fake=$(find /usr/lib -name libfaketime.so.1 2>/dev/null | head -1)
if [ -n "$fake" ]; then
    printf '#!/bin/sh\nLD_PRELOAD=%s FAKETIME="+0 x10" exec "$@"\n' "$fake" >"$work/fast"; chmod +x "$work/fast"
    under=$work/fast speak < <(section "" "https://localhost:$a/"; section backup "https://localhost:$b/")
    until_true 20 count 2
    victim=$(children | head -1); kill -STOP "$victim"
    ok "a voice that is silent for half a minute is killed and started anew" until_true 10 eval "gone $victim && count 2"
    ok "the log says so" grep -q 'was not heard for 30 s: it is killed' "$work/voice.log"
    under=$work/fast speak < <(section "" "https://localhost:$a/"; section backup "https://localhost:$b/" "secret_file = $work/later")
    ok "a secret that is not there yet is missed" until_true 10 grep -q '\[post backup\] .*later: no such file' "$work/voice.log"
    (umask 077; cp "$work/secret" "$work/later")
    ok "and found within half a minute, without a restart" until_true 10 grep -q '\[post backup\] is usable now' "$work/voice.log"
    rm "$work/later"; stop voice
else
    skip "a voice that is silent for half a minute is killed and started anew" "faketime is missing: apt-get install faketime"
fi

# --- a section that cannot be used
speak < <(section "" "https://localhost:$a/"; section backup "https://localhost:$b/" "secret_file = $work/none"; section full "https://localhost:$b/" "detail = full")
ok "a missing secret is said, with section, file and remedy" until_true 5 grep -qE "\[post backup\] $work/none: no such file; make one: \(umask 077" "$work/voice.log"
ok "so is a section that rules itself out" until_true 5 grep -q '\[post full\] detail may be full only where both ends prove who they are' "$work/voice.log"
ok "and the first is told all the same" finds 'transfer=0 status=204' "A-6=$work/body"
refuses "a report for an endpoint that cannot be used is not taken" "$top/tests/system/fake-judge" "$work/run" --seconds 2 "backup/B-4=$work/body"
ok "it is said once" [ "$(grep -c 'no such file' "$work/voice.log")" = 1 ]
{ section "" "https://localhost:$a/" "secret_file = $work/none"; section backup "https://localhost:$b/" "secret_file = $work/none"; } >"$work/confide.conf"
ok "where not one endpoint can be used the program ends with 3" exits 3 timeout 10 "$B/confide-post" --foreground --config "$work/confide.conf"
ok "and each said why" [ "$(grep -c 'no such file' "$work/said")" = 2 ]

# --- secrets: each its own, and only while it is used
speak < <(section "" "https://localhost:$a/"; section backup "https://localhost:$b/" "secret_file = $work/secret-b")
ok "another secret signs at the other endpoint, which refuses it" finds 'transfer=0 status=401' "backup/B-5=$work/body"
ok "the first endpoint's is right" finds 'transfer=0 status=204' "A-7=$work/body"
holds() { python3 - "$1" "$2" <<'EOS'
import base64, re, sys
secret = open(sys.argv[2]).read().strip(); raw = base64.b64decode(secret.removeprefix("whsec_"))
found = False
with open(f"/proc/{sys.argv[1]}/mem", "rb") as memory:
    for line in open(f"/proc/{sys.argv[1]}/maps"):
        low, high, rights = re.match(r"(\w+)-(\w+) (....)", line).groups()
        if rights.startswith("rw"):
            memory.seek(int(low, 16)); content = memory.read(int(high, 16) - int(low, 16))
            found = found or secret.encode()[6:] in content or raw in content
sys.exit(0 if found else 1)
EOS
}
none_holds() { local pid; for pid in $(cat "$work/voice.pid") $(children); do ! holds "$pid" "$1" || return 1; done; }
ok "between attempts no process has a secret in its memory" eval "none_holds $work/secret && none_holds $work/secret-b"
endpoint slow '9*slow'
speak < <(section "" "https://localhost:$port/" "timeout = 20"; section backup "https://localhost:$b/" "secret_file = $work/secret-b")
attempt "A-8=$work/body" >"$work/results" 2>&1 & judge=$!
until_true 5 grep -q A-8 "$work/slow.log"
mine=$(speaker "$port")
ok "within one the secret is in that process" holds "$mine" "$work/secret"
others() { local pid; for pid in $(cat "$work/voice.pid") $(children); do [ "$pid" = "$mine" ] || ! holds "$pid" "$work/secret" || return 1; done; }
ok "and in no other" others
kill "$judge"; wait "$judge" 2>/dev/null
(umask 077; cp "$work/secret" "$work/secret-b")
speak < <(section backup "https://localhost:$b/" "secret_file = $work/secret-b")
ok "an endpoint's own file counts" finds 'transfer=0 status=204' "backup/B-6=$work/body"
(umask 077; echo "whsec_$(openssl rand -base64 32)" >"$work/secret-b")
ok "a new secret counts at once, without a restart" finds 'transfer=0 status=401' "backup/B-7=$work/body"
rm "$work/secret-b"
attempt --seconds 3 "backup/B-8=$work/body" >"$work/results" 2>&1
ok "one that is taken away stops the voice, which says why" until_true 3 grep -q '\[post backup\] .*secret-b: no such file' "$work/voice.log"
refuses "and nothing was sent" grep -q B-8 "$work/b.log"
finish
