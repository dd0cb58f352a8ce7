# What the tests of confide-post share, beside lib.sh: the real program between a fake judge and a real HTTPS endpoint.
#
#   prepare                        certificates in $work/ca, a secret, a socket's folder, a small report in $work/body
#   endpoint NAME [ANSWER...]      (re)starts an endpoint that gives these answers first; sets $port. $cert: another certificate than the right one,
#                                  serving=(...): further options of the endpoint
#   voice URL [LINE...]            (re)starts confide-post for URL; LINEs are added to [post]. $under: words before the command (env ...)
#   attempt ID=FILE...             hands out reports; prints the results
#   finds PATTERN ID=FILE...       the same, and each result must match the extended regular expression
#   section NAME URL [LINE...]     one section, for speak: NAME "" is [post], another [post NAME]
#   speak                          as voice, with the sections on standard input
#   revocations                    $work/ca: revoked.pem (a server's), crl.pem, old-crl.pem (expired), proof.der (OCSP: server.pem holds)
#   clients                        $work/ca: client.pem client.key (ours, of our CA), stranger.pem stranger.key (of another)
#   s_server NAME OPTION...        starts openssl's server; sets $port and $name. It answers 204 to whatever it is told
#   exits CODE COMMAND...          the command ends with this code; its output is shown, and kept in $work/said
#   received N                     reports an endpoint has kept in $work/N
serving=()
prepare() {
    mkdir "$work/run"
    "$top/tests/system/make-ca" "$work/ca" "Test clinic"
    (umask 077; echo "whsec_$(openssl rand -base64 32)" >"$work/secret")
    echo '{"type": "case", "data": {"severity": 3, "says": "caf\u00e9"}}' >"$work/body"
}

endpoint() {
    local name=$1; shift
    stop "$name"
    printf '%s\n' "$@" >"$work/$name.script"
    start "$name" "$top/tests/system/endpoint" --port 0 --cert "${cert:-$work/ca/server.pem}" --key "$work/ca/server.key" \
        --secret "$work/secret" --out "$work/$name" --script "$work/$name.script" --host "${host:-127.0.0.1}" "${serving[@]}"
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

# section NAME URL LINE...
section() {
    local name=$1 url=$2; shift 2
    printf '[post%s]\nendpoint = %s\n' "${name:+ $name}" "$url"
    case "$*" in *secret_file*) ;; *) echo "secret_file = $work/secret" ;; esac
    case "$*" in *ca_file*) ;; *) echo "ca_file = $work/ca/ca.pem" ;; esac
    printf '%s\n' "$@"
}

# speak: (re)starts confide-post with the sections on standard input
speak() {
    stop voice
    { cat; printf '[paths]\nrun = %s\n' "$work/run"; } >"$work/confide.conf"
    start voice ${under:-} "$B/confide-post" --config "$work/confide.conf" --foreground
}

attempt() { "$top/tests/system/fake-judge" "$work/run" "$@"; }

finds() {
    local want=$1; shift
    attempt "$@" >"$work/results" || return 1
    cat "$work/results"
    [ "$(grep -cE -- "$want" "$work/results")" = $# ]
}

revocations() (
    cd "$work/ca" || exit
    ca() { openssl ca -config ca.cnf "$@"; }
    cat >ca.cnf <<EOS
[ca]
default_ca = ours
[ours]
database = index
certificate = ca.pem
private_key = ca.key
default_md = sha256
default_crl_days = 7
EOS
    : >index; echo 'unique_subject = no' >index.attr
    openssl req -new -key server.key -subj /CN=localhost -out request
    printf 'subjectAltName=DNS:localhost\n' >names
    openssl x509 -req -in request -CA ca.pem -CAkey ca.key -set_serial 77 -days 10 -extfile names -out revoked.pem
    ca -valid server.pem; ca -revoke revoked.pem
    ca -gencrl -out crl.pem; ca -gencrl -crl_lastupdate 20200101000000Z -crl_nextupdate 20200108000000Z -out old-crl.pem
    openssl ocsp -index index -CA ca.pem -rsigner ca.pem -rkey ca.key -issuer ca.pem -cert server.pem -ndays 7 -respout proof.der
    openssl ocsp -index index -CA ca.pem -rsigner ca.pem -rkey ca.key -issuer ca.pem -cert revoked.pem -ndays 7 -respout disproof.der
    chmod 644 ./*.pem ./*.der
) >"$work/revocations.log" 2>&1

clients() (
    cd "$work/ca" || exit
    for one in client:ca stranger:other-ca; do
        openssl ecparam -genkey -name prime256v1 -noout -out "${one%:*}.key"
        openssl req -new -key "${one%:*}.key" -subj "/CN=confide" | openssl x509 -req -CA "${one#*:}.pem" -CAkey "${one#*:}.key" \
            -set_serial 5 -days 10 -extfile <(printf 'keyUsage=critical,digitalSignature\nextendedKeyUsage=clientAuth\n') -out "${one%:*}.pem"
        chmod 400 "${one%:*}.key"; chmod 644 "${one%:*}.pem"
    done
) >"$work/clients.log" 2>&1

s_server() {
    name=$1; shift
    mkfifo "$work/$name.says"
    { printf 'HTTP/1.1 204 No Content\r\n\r\n'; exec sleep 60; } >"$work/$name.says" & echo $! >"$work/$name-says.pid"
    # Its own redirection: what the shell puts into the background else reads nothing.
    start "$name" sh -c 'exec <"$0" openssl s_server "$@"' "$work/$name.says" -accept 127.0.0.1:0 -cert "${cert:-$work/ca/server.pem}" \
        -key "${key:-$work/ca/server.key}" -ign_eof "$@"
    until_true 5 grep -q ACCEPT "$work/$name.log"
    port=$(sed -n 's/^ACCEPT 127.0.0.1://p' "$work/$name.log")
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
        openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" -binary | base64)" = "$(header "$1" webhook-signature | cut -d' ' -f1)" ]
}
