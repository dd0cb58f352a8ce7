#!/bin/bash
# Alerts by mail: to a real SMTP listener, kept while there is none; and mutual TLS.
# Beside the others.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/recv-lib.sh"
cat >"$work/smtp.py" <<'PY'
import socketserver, sys
class Talk(socketserver.StreamRequestHandler):
    def handle(self):
        say = lambda line: self.wfile.write(line.encode() + b"\r\n")
        say("220 test"); body = None
        for line in self.rfile:
            line = line.decode().rstrip("\r\n")
            if body is not None:
                if line == ".":
                    with open(sys.argv[2], "a") as kept: kept.write("\n".join(body) + "\n=====\n")
                    body = None; say("250 kept")
                else: body.append(line[1:] if line.startswith(".") else line)
            elif line.upper().startswith("EHLO"): say("250 test")
            elif line.upper() == "DATA": body = []; say("354 go on")
            elif line.upper() == "QUIT": say("221 bye"); return
            else: say("250 ok")
socketserver.ThreadingTCPServer.allow_reuse_address = True
socketserver.ThreadingTCPServer(("127.0.0.1", int(sys.argv[1])), Talk).serve_forever()
PY
smtp=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
prepare_receiver '[mail]' "server = smtp://127.0.0.1:$smtp" 'from = confide@practice.example' 'to = manager@practice.example'
start smtp python3 "$work/smtp.py" "$smtp" "$work/mails"
until_true 10 bash -c "exec 3<>/dev/tcp/127.0.0.1/$smtp"
receiver
machine 1 'add 20' beat 'report C-0000000000000001 1' 'edit 8' 'add 1' beat >/dev/null
mails() { grep -c '^=====$' "$work/mails" 2>/dev/null; }
ok "alerts are mailed" until_true 10 grep -q 'The history of PC-1 was changed' "$work/mails"
ok "with the case" grep -q 'PC-1 reports case R-1' "$work/mails"
ok "to whom the configuration says" grep -q '^To: <manager@practice.example>$' "$work/mails"
sleep 2; before=$(grep -c 'The history of PC-1 was changed' "$work/mails")
ok "each once" test "$before" = 1
stop smtp
machine 2 'add 20' beat 'set first_bad 7' beat >/dev/null
ok "while the mail server is away the log says so" until_true 10 grep -q 'could not be mailed' "$work/receiver.log"
ok "and messages are answered all the same" grep -q '^200' <(machine 3 beat)
stop receiver
start smtp python3 "$work/smtp.py" "$smtp" "$work/mails"
until_true 10 bash -c "exec 3<>/dev/tcp/127.0.0.1/$smtp"
receiver
ok "what was not mailed goes when it is back, also after a restart" until_true 10 grep -q 'PC-2 found its own history altered' "$work/mails"
ok "no receiver's child is left" until_true 5 bash -c "[ -z \"\$(pgrep -P $(cat "$work/receiver.pid"))\" ]"
stop receiver; stop smtp

(cd "$work/ca" && openssl req -new -key server.key -subj /CN=agent 2>/dev/null | openssl x509 -req -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -out client.pem \
    -extfile <(printf 'keyUsage=critical,digitalSignature\nextendedKeyUsage=clientAuth\n') 2>/dev/null)
sed -i -e '/^\[mail\]/,$d' -e "/^run/a client_ca = $work/ca/ca.pem" "$work/receive.conf"
receiver
ok "with mutual TLS a machine without a certificate is refused" grep -q '^403' <(machine 4 beat)
mutual="$work/ca/client.pem $work/ca/server.key"
ok "one with a certificate of ours is heard" grep -q '^200' <(machine 4 beat)
mutual="$work/ca/server.pem $work/ca/server.key"
refuses "a server's certificate is no client's" grep -q '^200' <(machine 4 beat)
mutual=
stop receiver

refused() { local claim=$1 text=$2; shift 2; "$@"; says "$claim" "$text" timeout 5 "$B/confide-receive" --config "$work/bad.conf" --foreground; }
with() { rm -f "$work/bad.conf"; sed "$1" "$work/receive.conf" >"$work/bad.conf"; }
refused "an unknown key is refused" "bad.conf:2: unknown key 'lissten'" with 's/^listen/lissten/'
refused "a key that is there twice is refused" "stands here twice" with '/^run/p'
sed 's/^secret_file.*/secret_file =/;$aenrol = first' "$work/receive.conf" >"$work/bad.conf"
says "learning machines without a secret is refused" "needs a 'secret_file'" timeout 5 "$B/confide-receive" --config "$work/bad.conf" --foreground
chmod 644 "$work/secret"
refused "a secret that others can read is refused" "others may read it" with ''
chmod 600 "$work/secret"; chmod 666 "$work/receive.conf"; cp -p "$work/receive.conf" "$work/bad.conf"
says "a configuration that others can change is refused" "others could change it" timeout 5 "$B/confide-receive" --config "$work/bad.conf" --foreground
chmod 644 "$work/receive.conf"
refused "a file that is not there is told with what makes it" "SETTING IT UP" with "s|^certificate.*|certificate = $work/nowhere.pem|"
refused "a certificate that is none is refused" "PEM" with "s|^certificate.*|certificate = $work/machines|"
finish
