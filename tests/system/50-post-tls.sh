#!/bin/bash
# confide-post and TLS: whom it trusts, and every server that it must not tell anything.
# Beside the others.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/post-lib.sh"
prepare

# untrusted CLAIM PATTERN: the endpoint on $port gets no report, and the result's line says why and what to do
untrusted() {
    local claim=$1 want=$2; shift 2
    voice "https://localhost:$port/" "$@"
    ok "$claim" finds "$want" "C-1-v1=$work/body"
    refuses "and it is told nothing: $claim" grep -q POST "$work/$name.log"
}

name=right; endpoint right
voice "https://localhost:$port/"
ok "an endpoint whose certificate our CA signed is told" finds 'transfer=0 status=204' "C-1-v1=$work/body"
voice "https://127.0.0.1:$port/"
ok "also by an address that stands in the certificate" finds 'transfer=0 status=204' "C-2-v1=$work/body"
ok "both arrived" [ "$(received right)" = 2 ]

name=trust; endpoint trust
untrusted "another CA is refused" "transfer=60 status=0 .*not signed by \[post\] ca_file: put its CA there \(curl 60: $work/ca/other-ca.pem\)" \
    "ca_file = $work/ca/other-ca.pem"
untrusted "a missing CA file is refused" 'transfer=77 status=0 .*ca_file cannot be read or holds no certificate' "ca_file = $work/ca/none.pem"
untrusted "a CA file without a certificate is refused" 'transfer=77 status=0 .*ca_file cannot be read or holds no certificate' \
    "ca_file = $work/secret"

name=wrong-host; cert=$work/ca/elsewhere.pem endpoint wrong-host
untrusted "a certificate for another host is refused" 'transfer=60 status=0 .*for another host: mend'

# made_at DATE FILE: a certificate of our CA, good for ten days from DATE
made_at() {
    openssl req -new -key "$work/ca/server.key" -subj /CN=localhost -out "$work/request" &&
        printf 'subjectAltName=DNS:localhost\n' >"$work/names" &&
        faketime "$1" openssl x509 -req -in "$work/request" -CA "$work/ca/ca.pem" -CAkey "$work/ca/ca.key" -set_serial 9 -days 10 \
            -extfile "$work/names" -out "$2"
}
if made_at '2019-03-01 12:00:00' "$work/old.pem" 2>"$work/openssl.log" && made_at '2037-03-01 12:00:00' "$work/early.pem" 2>"$work/openssl.log"; then
    name=expired; cert=$work/old.pem endpoint expired
    untrusted "an expired certificate is refused" 'transfer=60 status=0 .*has expired, or this machine.s clock is ahead'
    name=early; cert=$work/early.pem endpoint early
    untrusted "a certificate that is not valid yet is refused" 'transfer=60 status=0 .*not valid yet, or this machine.s clock is behind'
else
    skip "certificates out of their time are refused" "faketime is missing: apt-get install faketime"
fi

# --- servers that offer no good TLS
s_server() { # s_server NAME OPTION...
    name=$1; shift
    start "$name" openssl s_server -accept 127.0.0.1:0 -cert "$work/ca/server.pem" -key "$work/ca/server.key" -www "$@"
    until_true 5 grep -q ACCEPT "$work/$name.log"
    port=$(sed -n 's/^ACCEPT 127.0.0.1://p' "$work/$name.log")
}
speaks() { echo | openssl s_client -connect "127.0.0.1:$port" -CAfile "$work/ca/ca.pem" "$@" 2>&1 | grep -q 'Verify return code: 0'; }
# A system policy that allows everything, so that the refusal is ours.
cat >"$work/lax.cnf" <<EOS
openssl_conf = start
[start]
ssl_conf = ssl
[ssl]
system_default = lax
[lax]
MinProtocol = TLSv1
CipherString = ALL:@SECLEVEL=0
EOS
for old in 1 1_1; do
    s_server "tls$old" "-tls$old" -cipher ALL:@SECLEVEL=0
    if speaks "-tls$old" -cipher ALL:@SECLEVEL=0; then
        under="env OPENSSL_CONF=$work/lax.cnf" voice "https://localhost:$port/"
        ok "a server that speaks only TLS ${old/_/.} is refused" \
            finds 'transfer=35 status=0 .*must offer TLS 1.2 or 1.3' "C-1-v1=$work/body"
    else
        skip "a server that speaks only TLS ${old/_/.} is refused" "this openssl cannot speak it"
    fi
done
name=plain; start plain /usr/bin/python3 -u -c 'import http.server as h
s = h.HTTPServer(("127.0.0.1", 0), h.SimpleHTTPRequestHandler); print("listening on", s.server_port); s.serve_forever()'
until_true 5 grep -q listening "$work/plain.log"; port=$(sed -n 's/^listening on //p' "$work/plain.log")
untrusted "a server without TLS is refused" 'transfer=35 status=0 .*TLS: no secure connection'

# --- what the environment and the system would like to change
name=quiet; endpoint quiet
under="env SSLKEYLOGFILE=$work/keylog" voice "https://localhost:$port/"
ok "the session's keys are not logged, whatever the environment says" \
    eval "finds 'transfer=0 status=204' C-1-v1=$work/body && [ ! -e $work/keylog ]"

# The system's own folder of CAs, with ours in it, in a mount namespace of the voice alone.
mkdir "$work/system-cas"
cp "$work/ca/ca.pem" "$work/system-cas/ca-certificates.crt"
cp "$work/ca/ca.pem" "$work/system-cas/$(openssl x509 -in "$work/ca/ca.pem" -noout -hash).0"
within="unshare -m -- sh -c"
if $within "mount --bind $work/system-cas /etc/ssl/certs" 2>/dev/null; then
    cat >"$work/with-cas" <<EOS
#!/bin/sh
mount --bind $work/system-cas /etc/ssl/certs && exec "\$@"
EOS
    chmod +x "$work/with-cas"
    name=system; endpoint system
    under="unshare -m -- $work/with-cas"
    untrusted "the system's CAs do not count where [post] ca_file names others" 'transfer=60 status=0 .*not signed by \[post\] ca_file' \
        "ca_file = $work/ca/other-ca.pem"
    voice "https://localhost:$port/" "# no ca_file"
    ok "they count where it names none" finds 'transfer=0 status=204' "C-1-v1=$work/body"
else
    skip "the system's CAs do not count where [post] ca_file names others" "no mount namespace here"
fi
finish
