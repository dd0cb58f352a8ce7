#!/bin/bash
# confide-post and what more an endpoint may be asked for: not revoked, a pinned key, a stapled proof, strong parameters, its clock and ours;
# and what an endpoint may ask of us. Each refusal has beside it the like endpoint that is told.
# Beside the others.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/post-lib.sh"
prepare
revocations
clients
taken='transfer=0 status=204 .*error=$'

# refused CLAIM PATTERN LINE...: no report leaves for $port, and the result's line says why and what to do
refused() {
    local claim=$1 want=$2; shift 2
    voice "https://localhost:$port/" "$@"
    ok "$claim" finds "$want" "C-1-v1=$work/body"
    refuses "and it is told nothing: $claim" grep -qE "POST|C-1-v1" "$work/$name.log"
}
# told CLAIM LINE...
told() {
    local claim=$1; shift
    voice "https://localhost:$port/" "$@"
    ok "$claim" finds "$taken" "C-1-v1=$work/body"
}

# --- revoked certificates
name=revoked; cert=$work/ca/revoked.pem endpoint revoked
refused "a revoked certificate is refused" 'transfer=60 status=0 .*state=revoked .*certificate was revoked: it must have a new one' "crl_file = $work/ca/crl.pem"
told "without crl_file nobody asks whether it was revoked" "# none"
name=holds; endpoint holds
refused "a list that has expired lets nobody through" \
    "transfer=60 status=0 .*state=expired .*list in \[post\] crl_file has expired, or this machine.s clock is ahead: fetch a new list" "crl_file = $work/ca/old-crl.pem"
refused "a list that is none is refused" 'transfer=(82|60|77) status=0 .*crl_file' "crl_file = $work/secret"
refused "a list that is not there is refused" 'transfer=(82|77) status=0 .*crl_file' "crl_file = $work/none.pem"
told "an endpoint that the list does not name is told" "crl_file = $work/ca/crl.pem"

# --- pinned keys
pin_of() { openssl x509 -in "$1" -pubkey -noout | openssl pkey -pubin -outform der | openssl dgst -sha256 -binary | base64; }
right=sha256//$(pin_of "$work/ca/server.pem") other=sha256//$(pin_of "$work/ca/client.pem")
name=pinned; endpoint pinned
refused "an endpoint with another key than the pinned one is refused" 'transfer=90 status=0 .*another key than \[post\] pin' "pin = $other"
refused "a pin does not take the CA's place" 'transfer=60 status=0 .*not signed by' "pin = $right" "ca_file = $work/ca/other-ca.pem"
told "the one with the pinned key is told" "pin = $right"
told "of several pins one suffices: the spare key is named before it is used" "pin = $other;$right"

# --- a stapled proof
name=bare; endpoint bare
refused "an endpoint that staples no proof is refused where it must" 'transfer=91 status=0 .*staples no good proof' "staple = required"
told "and told where it need not" "staple = no"
s_server proves -status_file "$work/ca/proof.der" -cert_chain "$work/ca/ca.pem"
told "one that staples a good proof is told" "staple = required"
cert=$work/ca/revoked.pem s_server disproves -status_file "$work/ca/disproof.der" -cert_chain "$work/ca/ca.pem"
refused "one that staples the word that it was revoked is refused" 'transfer=91 status=0 .*staples no good proof' "staple = required"

# --- who we are
serving=(--client-ca "$work/ca/ca.pem")
name=asks; endpoint asks; serving=()
own="certificate = $work/ca/client.pem"
refused "an endpoint that asks who we are gets nothing from nobody" 'transfer=(35|55|56) status=0 .*ask.* who we are.*certificate and key' "# none"
refused "nor does it take a stranger's certificate" 'transfer=(35|55|56) status=0 .*does (not|it) take our (\[post\] )?certificate' \
    "certificate = $work/ca/stranger.pem" "key = $work/ca/stranger.key"
told "ours it takes" "$own" "key = $work/ca/client.key"
serving=()

# unusable CLAIM TEXT LINE...: the voice says TEXT and sends nothing
unusable() {
    local claim=$1 text=$2; shift 2
    settings "https://localhost:$port/" "$@" >"$work/confide.conf"
    says "$claim" "$text" exits 3 timeout 5 "$B/confide-post" --foreground --config "$work/confide.conf"
}
unusable "a certificate without its key is refused" "[post] certificate needs its private key" "$own"
unusable "a key without its certificate is refused" "[post] certificate is missing beside key" "key = $work/ca/client.key"
unusable "full detail over one-sided TLS is refused" "[post] detail may be full only where both ends prove who they are" "detail = full"
cp "$work/ca/client.key" "$work/open.key"; chmod 644 "$work/open.key"
unusable "a private key that others may read is refused" "$work/open.key: others may read or change it" "$own" "key = $work/open.key"
openssl pkey -in "$work/ca/client.key" -aes256 -passout pass:words -out "$work/closed.key"; chmod 400 "$work/closed.key"
unusable "a key that needs words is refused, and nobody is asked for them" "$work/closed.key: holds an encrypted key" "$own" "key = $work/closed.key"
unusable "a file that holds no key is refused" "$work/secret: holds no private key" "$own" "key = $work/secret"
serving=(--client-ca "$work/ca/ca.pem"); name=asks; endpoint asks; serving=()
refused "a key that is not the certificate's is refused" 'transfer=58 status=0 .*certificate and key do not go together' "$own" "key = $work/ca/stranger.key"
told "full detail goes over mutual TLS" "$own" "key = $work/ca/client.key" "detail = full"
mkdir -m 500 "$work/credentials"; cp "$work/ca/client.key" "$work/credentials/our.key"; chmod 440 "$work/credentials/our.key"
under="env CREDENTIALS_DIRECTORY=$work/credentials" told "a systemd credential of its name takes the key's place" "$own" "key = /none/our.key"
refuses "the key stands in no log" grep -qF "$(sed -n 2p "$work/ca/client.key")" "$work/voice.log"

# --- servers with weak parameters: the system's policy allows all, so that the refusal is ours
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
export OPENSSL_CONF=$work/lax.cnf
speaks() { printf 'x' | timeout 5 openssl s_client -connect "127.0.0.1:$port" "$@" 2>&1 | grep -q 'Cipher is [A-Z]'; }
# weak NAME CLAIM PATTERN OPTION...
weak() {
    local claim=$2 want=$3 as=$1; shift 3
    s_server "$as" "$@"
    if speaks -cipher ALL:@SECLEVEL=0; then
        refused "$claim" "$want"
    else
        skip "$claim" "this openssl cannot speak it"
    fi
}
openssl req -x509 -newkey rsa:1024 -nodes -keyout "$work/weak.key" -subj /CN=weak -out "$work/weak.request" 2>"$work/aside"
openssl req -new -key "$work/weak.key" -subj /CN=localhost 2>"$work/aside" | openssl x509 -req -CA "$work/ca/ca.pem" -CAkey "$work/ca/ca.key" -set_serial 8 \
    -extfile "$work/ca/names" -out "$work/weak.pem" 2>"$work/aside"
openssl req -new -newkey rsa:2048 -nodes -keyout "$work/rsa.key" -subj /CN=localhost 2>"$work/aside" | openssl x509 -req -CA "$work/ca/ca.pem" -CAkey "$work/ca/ca.key" \
    -set_serial 9 -extfile "$work/ca/names" -out "$work/rsa.pem" 2>"$work/aside"
cat >"$work/dh1024.pem" <<EOS
-----BEGIN DH PARAMETERS-----
MIGHAoGBAP//////////yQ/aoiFowjTExmKLgNwc0SkCTgiKZ8x0Agu+pjsTmyJR
Sgh5jjQE3e+VGbPNOkMbMCsKbfJfFDdP4TVtbVHCReSFtXZiXn7G9ExC6aY37WsL
/1y29Aa37e44a/taiZ+lrp8kEXxLH+ZJKGZR7OZTgf//////////AgEC
-----END DH PARAMETERS-----
EOS
no_tls='transfer=35 status=0 .*TLS 1.2 or 1.3 with ciphers of today'
cert=$work/weak.pem key=$work/weak.key weak rsa1024 "a key of 1,024 bits is refused" 'transfer=60 status=0 .*key that is too weak' -cipher ALL:@SECLEVEL=0
cert=$work/rsa.pem key=$work/rsa.key weak static "a server without forward secrecy is refused" "$no_tls" -tls1_2 -cipher AES256-GCM-SHA384
cert=$work/rsa.pem key=$work/rsa.key weak cbc "a server with old block ciphers alone is refused" "$no_tls" -tls1_2 -cipher ECDHE-RSA-AES128-SHA:@SECLEVEL=0
cert=$work/rsa.pem key=$work/rsa.key weak dh1024 "a Diffie-Hellman group of 1,024 bits is refused" "$no_tls" -tls1_2 -dhparam "$work/dh1024.pem" \
    -cipher DHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0
for good in ECDHE-RSA-AES128-GCM-SHA256 ECDHE-RSA-CHACHA20-POLY1305 DHE-RSA-AES256-GCM-SHA384; do
    cert=$work/rsa.pem key=$work/rsa.key s_server "good-$good" -tls1_2 -cipher "$good"
    told "TLS 1.2 with $good is good enough" "# none"
done
cert=$work/ca/server.pem s_server tls13 -tls1_3
told "and so is TLS 1.3" "# none"
unset OPENSSL_CONF

# --- clocks: the voice's own, by faketime; nothing else's
fake=$(find /usr/lib -name libfaketime.so.1 2>/dev/null | head -1)
if [ -n "$fake" ]; then
    at() { echo "env LD_PRELOAD=$fake FAKETIME=$1 FAKETIME_DONT_FAKE_MONOTONIC=1"; }
    name=clock; endpoint clock
    under=$(at -10000d) refused "a clock that is behind is named" \
        'transfer=60 status=0 .*state=not-yet-valid .*not valid yet, or this machine.s clock is behind: set the clock \(it says 1999-'
    under=$(at +5000d) refused "a clock that is ahead is named" \
        'transfer=60 status=0 .*state=expired .*has expired, or this machine.s clock is ahead: renew it or set the clock \(it says 2040-'
    told "a clock that is right goes unnamed" "# none"
else
    skip "a clock that is wrong is named" "faketime is missing: apt-get install faketime"
fi
finish
