# What the tests of confide-post share, beside lib.sh: the real program between a fake judge and a real HTTPS endpoint.
#
#   prepare                        certificates in $work/ca, a secret, a socket's folder, a small report in $work/body
#   endpoint NAME [ANSWER...]      starts an endpoint that gives these answers first; sets $port. $cert: another certificate than the right one
#   voice URL [LINE...]            (re)starts confide-post for URL; LINEs are added to [post]. $under: words before the command (env ...)
#   attempt ID=FILE...             hands out reports; prints the results
#   finds PATTERN ID=FILE...       the same, and each result must match the extended regular expression
#   exits CODE COMMAND...          the command ends with this code; its output is shown, and kept in $work/said
#   received N                     reports an endpoint has kept in $work/N
prepare() {
    mkdir "$work/run"
    "$top/tests/system/make-ca" "$work/ca" "Test clinic"
    (umask 077; echo "whsec_$(openssl rand -base64 32)" >"$work/secret")
    echo '{"type": "case", "data": {"severity": 3, "says": "caf\u00e9"}}' >"$work/body"
}

endpoint() {
    local name=$1; shift
    printf '%s\n' "$@" >"$work/$name.script"
    start "$name" "$top/tests/system/endpoint" --port 0 --cert "${cert:-$work/ca/server.pem}" --key "$work/ca/server.key" \
        --secret "$work/secret" --out "$work/$name" --script "$work/$name.script" --host "${host:-127.0.0.1}"
    until_true 5 grep -q '^listening' "$work/$name.log"
    port=$(sed -n 's|^listening on https://localhost:\([0-9]*\)/|\1|p' "$work/$name.log")
}

settings() {
    printf '[post]\nendpoint = %s\n' "$1"; shift
    case "$*" in *secret_file*) ;; *) echo "secret_file = $work/secret" ;; esac
    case "$*" in *ca_file*) ;; *) echo "ca_file = $work/ca/ca.pem" ;; esac
    case "$*" in *timeout*) ;; *) echo "timeout = 5" ;; esac
    printf '%s\n' "$@"
    printf '[paths]\nrun = %s\n' "$work/run"
}

voice() {
    stop voice
    settings "$@" >"$work/confide.conf"
    start voice ${under:-} "$B/confide-post" --config "$work/confide.conf" --foreground
}

attempt() { "$top/tests/system/fake-judge" "$work/run" "$@"; }

finds() {
    local want=$1; shift
    attempt "$@" >"$work/results" || return 1
    cat "$work/results"
    [ "$(grep -cE -- "$want" "$work/results")" = $# ]
}

exits() {
    local want=$1 code=0; shift
    "$@" >"$work/said" 2>&1 || code=$?
    cat "$work/said"; echo "exit $code"
    [ "$code" = "$want" ]
}

received() { find "$work/$1" -name '*.headers' 2>/dev/null | wc -l; }
header()   { sed -n "s/^$2: //p" "$1"; }

# verifies FILE.headers FILE.json: the signature, by an independent program
verifies() {
    local key
    key=$(sed s/^whsec_// "$work/secret" | base64 -d | od -An -v -tx1 | tr -d ' \n')
    [ "v1,$( (printf '%s.%s.' "$(header "$1" webhook-id)" "$(header "$1" webhook-timestamp)"; cat "$2") |
        openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" -binary | base64)" = "$(header "$1" webhook-signature)" ]
}
