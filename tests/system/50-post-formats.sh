#!/bin/bash
# confide-post and what is not a webhook of ours: each format proves who we are in its own way; what an answer says comes to the judge.
# Beside the others.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/post-lib.sh"
prepare
taken='transfer=0 status=20[0-4]'
keep() { (umask 077; printf '%s\n' "$2" >"$work/$1"); }

# --- signed: webhook, cloudevents
serving=(--type application/cloudevents+json); endpoint cloudevents; serving=()
voice "https://localhost:$port/" "format = cloudevents"
ok "cloudevents are signed as webhooks are, under their own type" finds "$taken" "E-1=$work/body"
attempt "E-2=$work/body" --signature "$(head -c 64 /dev/zero | tr '\0' '\377' | od -An -v -tx1 | tr -d ' \n')" >"$work/results"
ok "the agent's own signature stands behind the endpoint's" grep -q "$taken" "$work/results"
ok "as v1a" grep -qE '^webhook-signature: v1,[A-Za-z0-9+/]{43}= v1a,/{85}w==$' "$work/cloudevents/2.headers"
refuses "there is none where the judge gave none" grep -q v1a "$work/cloudevents/1.headers"

# --- a key pair instead of a shared secret, verified by openssl
openssl genpkey -algorithm ed25519 -out "$work/pair.pem" 2>/dev/null
keep pair-secret "whsk_$(openssl pkey -in "$work/pair.pem" -outform der | tail -c 32 | base64 -w0)"
endpoint pair
voice "https://localhost:$port/" "secret_file = $work/pair-secret"
attempt "P-1=$work/body" >"$work/results" 2>&1
refused_as_unknown() { [ "$(tail -1 "$work/pair/rejected")" = "401 the signature is wrong" ]; }
ok "a receiver that knows no pair refuses it" refused_as_unknown
cat >"$work/catch" <<'EOS'
import http.server, ssl, sys
class Catch(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        signed = f'{self.headers["webhook-id"]}.{self.headers["webhook-timestamp"]}.'.encode() + body
        open(sys.argv[3] + "/signed", "wb").write(signed); open(sys.argv[3] + "/signature", "w").write(self.headers["webhook-signature"])
        self.send_response(204); self.end_headers()
server = http.server.HTTPServer(("127.0.0.1", 0), Catch)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER); context.load_cert_chain(sys.argv[1], sys.argv[2])
server.socket = context.wrap_socket(server.socket, server_side=True)
print("port", server.server_port, flush=True); server.serve_forever()
EOS
start catch /usr/bin/python3 "$work/catch" "$work/ca/server.pem" "$work/ca/server.key" "$work"
until_true 5 grep -q '^port' "$work/catch.log"
voice "https://localhost:$(sed -n 's/^port //p' "$work/catch.log")/" "secret_file = $work/pair-secret"
ok "with a whsk_ secret a report goes out signed by the pair" finds "$taken" "P-1=$work/body"
pair_verifies() {
    sed -n 's/^v1a,//p' "$work/signature" | base64 -d >"$work/signature.raw"
    openssl pkeyutl -verify -inkey "$work/pair.pem" -rawin -in "$1" -sigfile "$work/signature.raw"
}
ok "which openssl verifies" pair_verifies "$work/signed"
echo >>"$work/signed"
refuses "and not over other bytes" pair_verifies "$work/signed"
stop catch

# --- by token, by account, by nothing
keep token 'abcDEF123-._~+/='
keep account 'confide:s3cr3t:with:colons'
keep routing 0123456789abcdef0123456789ABCDEF
# proves FORMAT AUTHORIZATION SECRET: what goes out under FORMAT with this secret's file carries just that
proves() {
    local format=$1 authorization=$2 secret=$3
    serving=(--authorization "$authorization"); endpoint "$format"; serving=()
    voice "https://localhost:$port/" "format = $format" ${secret:+"secret_file = $work/$secret"}
    finds "$taken" "$format-1=${body:-$work/body}" && [ "$(received "$format")" = 1 ] && ! grep -qi '^webhook-' "$work/$format/1.headers"
}
ok "thehive gets its API key as a bearer token" proves thehive 'Bearer abcDEF123-._~+/=' token
ok "alertmanager gets a token where there is one" proves alertmanager 'Bearer abcDEF123-._~+/=' token
ok "ocsf too" proves ocsf 'Bearer abcDEF123-._~+/=' token
ok "servicenow gets user and password" proves servicenow "Basic $(printf 'confide:s3cr3t:with:colons' | base64 -w0)" account
voice "https://localhost:$port/" "format = servicenow" "secret_file = $work/account"
keep account 'confide:other'
ok "another password is refused by it" finds 'status=401' "S-2=$work/body"
# The default secret is the webhook's: whoever names no file of his own gets none at all.
sed -i 's|secret_file.*||' "$work/confide.conf"
for format in alertmanager ocsf teams; do
    serving=(--authorization ""); endpoint "bare-$format"; serving=()
    speak < <(printf '[post]\nendpoint = https://localhost:%s/\nformat = %s\nca_file = %s\n' "$port" "$format" "$work/ca/ca.pem")
    ok "$format without a file of its own gets no proof, and never the webhook's" finds "$taken" "B-1=$work/body"
done
for format in thehive pagerduty servicenow; do
    printf '[post]\nendpoint = https://localhost:%s/\nformat = %s\nca_file = %s\n' "$port" "$format" "$work/ca/ca.pem" >"$work/confide.conf"
    says "$format without a file of its own is not used" "[post] secret_file must name the file of this endpoint's own secret" \
        exits 3 timeout 5 "$B/confide-post" --foreground --config "$work/confide.conf"
    settings "https://localhost:$port/" "format = $format" >"$work/confide.conf"
    says "$format is never shown the webhook's secret" "which this endpoint must never see" exits 3 timeout 5 "$B/confide-post" --foreground --config "$work/confide.conf"
done

# --- where the secret stands within: PagerDuty's body, Teams' address
printf '{"routing_key":"{{routing_key}}","event_action":"trigger","dedup_key":"C-1"}' >"$work/event"
body=$work/event
ok "pagerduty's routing key goes into its body, not into a header" proves pagerduty "" routing
ok "in its one place" [ "$(jq -r '.routing_key, .dedup_key' "$work/pagerduty/1.json" | tr '\n' ' ')" = "0123456789abcdef0123456789ABCDEF C-1 " ]
ok "a body without that place is not sent" finds 'transfer=2 status=0 .*no one place for the routing key' "G-2=$work/body"
body=
keep address '?api-version=1&sp=%2Ftriggers&sig=s3cr3tSignature'
serving=(--authorization ""); endpoint teams; serving=()
voice "https://localhost:$port/workflows/1" "format = teams" "secret_file = $work/address"
ok "the secret end of a Teams address comes from a file" finds "$taken" "M-1=$work/body"
ok "and goes into the address" grep -qF 'POST /workflows/1?api-version=1&sp=%2Ftriggers&sig=s3cr3tSignature ' "$work/teams.log"
refuses "not into the log" grep -q s3cr3t "$work/voice.log"

# --- what an answer says
endpoint answers '200|{"anchor": 41, "reference": "INC-0007", "state": "received"}' '202|{"status": "success", "dedup_key": "C-7"}' \
    '201|{"result": {"number": "INC0010112"}}' '200|{"anchor": 41, "anchor": 42}' '200|{"reference": "a\u001b[2Jb", "anchor": 3}' '200|OK' '500|{"anchor": 9}' '204'
voice "https://localhost:$port/"
says_of() { finds "transfer=0 status=$1 .*anchor=$2 reference=$3 state=$4 date=[1-9][0-9]{12} error=\$" "$5=$work/body"; }
ok "anchor, reference and state come to the judge, and the endpoint's clock" says_of 200 41 INC-0007 received N-1
ok "PagerDuty's name for it is the reference" says_of 202 0 C-7 "" N-2
ok "and ServiceNow's" says_of 201 0 INC0010112 "" N-3
ok "an answer that says one thing twice says nothing" says_of 200 0 "" "" N-4
ok "what could move a terminal's cursor is left out" says_of 200 3 "" "" N-5
ok "an answer that is no JSON is an answer" says_of 200 0 "" "" N-6
ok "what a refusal says does not count" says_of 500 0 "" "" N-7
ok "nor is anything left of an answer before" says_of 204 0 "" "" N-8
again='400|{"type": "CreateError", "message": "Alert confide:site:C-1 already exist in this organisation"}'
serving=(--authorization "Bearer abcDEF123-._~+/="); endpoint hive "$again" '400|{"type": "CreateError", "message": "Observable already exists"}'; serving=()
voice "https://localhost:$port/" "format = thehive" "secret_file = $work/token"
ok "TheHive's word that the alert is there is told to the judge" finds 'transfer=0 status=400 .*state=already-there' "H-1=$work/body"
ok "its other refusals stay refusals" finds 'transfer=0 status=400 .*state= ' "H-1=$work/body"
endpoint plain "$again"
voice "https://localhost:$port/"
ok "from anybody else those words mean nothing" finds 'transfer=0 status=400 .*state= ' "H-1=$work/body"

# --- a proxy, where one is configured
cat >"$work/proxy" <<'EOS'
import socket, sys, threading
server = socket.create_server(("127.0.0.1", 0)); print("port", server.getsockname()[1], flush=True)
def pump(a, b):
    try:
        while (data := a.recv(65536)):
            b.sendall(data)
    except OSError:
        pass
    b.close()
def serve(client):
    head = b""
    while b"\r\n\r\n" not in head:
        head += client.recv(4096)
    print(head.decode().splitlines()[0], flush=True)
    if sys.argv[1] != "200":
        client.sendall(f"HTTP/1.1 {sys.argv[1]} No\r\nRetry-After: 9\r\nContent-Length: 0\r\n\r\n".encode()); client.close(); return
    to = socket.create_connection(("127.0.0.1", int(head.split()[1].rpartition(b":")[2])))
    client.sendall(b"HTTP/1.1 200 Yes\r\n\r\n")
    threading.Thread(target=pump, args=(to, client), daemon=True).start(); pump(client, to)
while True:
    threading.Thread(target=serve, args=(server.accept()[0],), daemon=True).start()
EOS
for code in 200 407; do
    start "proxy-$code" /usr/bin/python3 "$work/proxy" "$code"
    until_true 5 grep -q '^port' "$work/proxy-$code.log"
done
proxy() { echo "proxy = http://127.0.0.1:$(sed -n 's/^port //p' "$work/proxy-$1.log")"; }
endpoint behind
under="env NO_PROXY=* no_proxy=*" voice "https://localhost:$port/" "$(proxy 200)"
ok "a configured proxy is used, whatever the environment says" finds "$taken" "Y-1=$work/body"
ok "by CONNECT, so that it sees nothing but the name" grep -qx "CONNECT localhost:$port HTTP/1.1" "$work/proxy-200.log"
voice "https://localhost:$port/" "$(proxy 200)" "ca_file = $work/ca/other-ca.pem"
ok "the endpoint behind it is verified all the same" finds 'transfer=60 status=0 .*not signed by' "Y-2=$work/body"
voice "https://localhost:$port/" "$(proxy 407)"
ok "a proxy that lets nobody through is named, and its words do not count" finds 'transfer=56 status=0 retry_after=-1 .*proxy does not let us through' "Y-3=$work/body"
voice "https://localhost:$port/" "proxy = http://127.0.0.1:1"
ok "one that is not there is named" finds 'transfer=7 status=0 .*no connection to the proxy: check \[post\] proxy' "Y-4=$work/body"
ok "and nothing goes past it" [ "$(received behind)" = 1 ]

# --- IPv6
if grep -q "^0*1 " /proc/net/if_inet6 2>/dev/null; then
    host=::1 endpoint six
    voice "https://[::1]:$port/"
    ok "an endpoint at an IPv6 address is told" finds "$taken" "I-1=$work/body"
else
    skip "an endpoint at an IPv6 address is told" "no IPv6 here"
fi
finish
