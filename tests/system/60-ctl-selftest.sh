#!/bin/bash
# confidectl selftest: a message to every endpoint, a line for each, and all is well only when each took its own.
. "$(dirname "$0")/lib.sh"; . "$(dirname "$0")/ctl-lib.sh"
needs_root "confidectl asks a running agent"
"$top/tests/system/make-ca" "$work/ca" "Test clinic"
(umask 077; echo "whsec_$(openssl rand -base64 32)" >"$work/secret")
clinic; cp "$work/confide.conf" "$work/before.conf"; ctl staff load >/dev/null
# endpoint NAME [ANSWER...]: one that gives these answers first; sets $port
endpoint() {
    local name=$1; shift
    printf '%s\n' "$@" >"$work/$name.script"
    start "$name" "$top/tests/system/endpoint" --port 0 --cert "$work/ca/server.pem" --key "$work/ca/server.key" --secret "$work/secret" --out "$work/$name" --script "$work/$name.script"
    until_true 10 grep -q '^listening' "$work/$name.log"
    port=$(sed -n 's|^listening on https://localhost:\([0-9]*\)/|\1|p' "$work/$name.log")
}
# section NAME PORT [LINE...]; "" is [post]
section() { printf '[post%s]\nendpoint = https://localhost:%s/\nsecret_file = %s\nca_file = %s\n' "${1:+ $1}" "$2" "$work/secret" "$work/ca/ca.pem"; shift 2; [ $# = 0 ] || printf '%s\n' "$@"; }
# with: judge and voice anew, with the endpoints on standard input
with() {
    stop post; stop confided; rm -f "$work/run/ctl.sock"
    { cat "$work/before.conf"; cat; } >"$work/confide.conf"
    agent
    start post "$B/confide-post" --config "$work/confide.conf" --foreground
    until_true 10 grep -q 'confided is there' "$work/post.log" || true
}
received() { find "$work/$1" -name '*.headers' 2>/dev/null | wc -l; }

endpoint first; first=$port
endpoint second; second=$port
endpoint later '50*429:Retry-After=60'; later=$port
endpoint gone; gone=$port; stop gone

# --- all take it, also one that stands in for the first
with < <(section "" "$first" "least_severity = 5"; section second "$second" "when = first-silent")
exits 0 "each endpoint takes its message" ctl selftest
tells "with a line for the first" "[post]: confide-post sent it, and the endpoint took it: HTTP 204"
tells "and for who stands in" "[post second]: confide-post sent it, and the endpoint took it: HTTP 204"
tells "and one for all" "All 2 reports arrived after "
ok "each had one" test "$(received first) $(received second)" = "1 1"
exits 0 "selftest --json is an object for each" ctl selftest --json
ok "with its endpoint" jq -es 'length == 2 and all(.state == "delivered" and .milliseconds >= 0) and map(.endpoint) == ["", "second"] and .[1].report == .[0].report + "_second"' "$work/said"

# --- the first takes it, others do not
with < <(section "" "$first"; section gone "$gone"; section later "$later" "when = first-silent"
         printf '[post letter]\nendpoint = smtp://localhost:%s\nformat = mail\nsecret_file =\n' "$gone")
exits 1 "one that took it is not enough" ctl selftest --wait 3
tells "it is told" "[post]: confide-post sent it, and the endpoint took it: HTTP 204"
tells "and so is who cannot be reached" "[post gone]: the report did not arrive within 3.0 seconds"
tells "... where it is configured" "See [post gone] in $work/confide.conf"
tells "and who puts it off" "[post later]: the report did not arrive within 3.0 seconds: HTTP 429"
tells "and whom nothing can be written for" "[post letter]: no report can be written for it: \`confidectl check\` says what is wrong"
hides "and nothing is said to have arrived" "arrived after"
ok "what the agent keeps no whole sentence of ends with a word" grep -qE '\[post gone\]: the report did not arrive within 3.0 seconds: .* \.\.\.\. It is kept' "$work/erred"
exits 1 "an endpoint that rests is tried no second time" ctl selftest --wait 2
tells "what the agent knows of it is said instead" "[post later]: no attempt to send it ended within 2.0 seconds; of this endpoint the agent says: nothing accepted since "
ok "with its last answer" grep -q '^confidectl: \[post later\]: .*: HTTP 429: ' "$work/erred"
exits 1 "with --json as well" ctl selftest --json --wait 1
ok "each has its state" jq -es 'map([.endpoint, .state]) == [["", "delivered"], ["gone", "pending"], ["later", "pending"], ["letter", "unwritten"]]' "$work/said"
stop post
exits 1 "with nobody to send" ctl selftest --wait 1
tells "that is the one thing to mend" "nobody sends it: start confide-post"
ok "and said once" test "$(wc -l <"$work/erred")" = 1

# --- only a named one; none
with < <(section second "$second")
exits 0 "where only a named endpoint is, that is told" ctl selftest
tells "and it is well" "The report arrived: HTTP 204 after "
with < <(section gone "$gone")
exits 1 "where that is down, it is a finding" ctl selftest --wait 2
tells "of that endpoint" "[post gone]: the report did not arrive within 2.0 seconds"
hides "and nobody is sent to configure one" "no endpoint is configured"
with </dev/null
exits 1 "no endpoint is a finding" timeout 5 "$B/confidectl" --config "$work/confide.conf" selftest
tells "with its remedy" "no endpoint is configured, so nobody is told: set [post] endpoint in $work/confide.conf"
finish
