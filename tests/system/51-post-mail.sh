#!/bin/bash
# A real mail through a real Postfix on loopback: STARTTLS with the test's authority, its own folder, queue and mailbox; what arrives is what was
# rendered, in text and in HTML, and no header more than Postfix's own.
# Beside the others.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/post-lib.sh"
claim="a mail through a real Postfix arrives whole"
needs_root "$claim"
if ! command -v postfix >/dev/null || [ ! -x /usr/lib/postfix/sbin/master ]; then skip "$claim" "Postfix is missing: tests/deps mail"; finish; fi
prepare
mkdir -p "$work/postfix" "$work/queue" "$work/data" "$work/mail"
chown postfix "$work/data"; chown nobody "$work/mail"; chmod 644 "$work/ca/server.pem"
port=$(/usr/bin/python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
cat >"$work/postfix/main.cf" <<EOS
compatibility_level = 3.6
queue_directory = $work/queue
data_directory = $work/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
maillog_file = $work/maillog
maillog_file_prefixes = $work
myhostname = mail.test
mydestination =
alias_maps =
inet_interfaces = loopback-only
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
smtpd_tls_security_level = encrypt
smtpd_tls_cert_file = $work/ca/server.pem
smtpd_tls_key_file = $work/ca/server.key
smtpd_recipient_restrictions = reject_unauth_destination
virtual_mailbox_domains = clinic.test
virtual_mailbox_base = $work/mail
virtual_mailbox_maps = inline:{dpo@clinic.test=dpo/}
virtual_uid_maps = static:65534
virtual_gid_maps = static:65534
EOS
cat >"$work/postfix/master.cf" <<EOS
127.0.0.1:$port inet n - n - - smtpd
cleanup   unix n - n - 0 cleanup
qmgr      unix n - n 300 1 qmgr
rewrite   unix - - n - - trivial-rewrite
bounce    unix - - n - 0 bounce
defer     unix - - n - 0 bounce
proxymap  unix - - n - - proxymap
anvil     unix - - n - 1 anvil
tlsmgr    unix - - n 1000? 1 tlsmgr
virtual   unix - n n - - virtual
error     unix - - n - - error
retry     unix - - n - - error
postlog   unix-dgram n - n - 1 postlogd
EOS
end_postfix() { postfix -c "$work/postfix" stop >/dev/null 2>&1; }
trap 'end_postfix; cleanup; exit 1' EXIT INT TERM
if ! postfix -c "$work/postfix" start >"$work/start.log" 2>&1 || ! until_true 10 bash -c "exec 3<>/dev/tcp/127.0.0.1/$port"; then
    sed 's/^/# /' "$work/start.log" "$work/maillog" | tail -5
    skip "$claim" "Postfix does not start here"; end_postfix; finish
fi
sends() {
    speak < <(printf '[post]\nendpoint = smtp://localhost:%s\nformat = mail\nca_file = %s\nfrom = confide@clinic.test\n%s\n' "$port" "$work/ca/ca.pem" "$1")
}
arrived() { find "$work/mail/dpo/new" -type f 2>/dev/null | wc -l; }
# same SENT: the mailbox's only mail is SENT, by an independent parser; Postfix's own headers aside
same() { /usr/bin/python3 - "$1" "$work"/mail/dpo/new/* <<'EOS'
import email, email.policy, sys
sent, came = (email.message_from_binary_file(open(file, "rb"), policy=email.policy.default) for file in sys.argv[1:3])
own = {"received", "return-path", "x-original-to", "delivered-to"}
headers = lambda mail: [(k.lower(), str(v)) for k, v in mail.items() if k.lower() not in own]
assert headers(sent) == headers(came), (headers(sent), headers(came))
assert not sent.defects and not came.defects, (sent.defects, came.defects)
parts = lambda mail: [(p.get_content_type(), p.get_content()) for p in mail.walk() if not p.is_multipart()]
normal = lambda text: text.replace("\r\n", "\n")
assert [(t, normal(c)) for t, c in parts(sent)] == [(t, normal(c)) for t, c in parts(came)]
assert [t for t, _ in parts(came)] == ["text/plain", "text/html"], parts(came)
print(came["Subject"], came["Message-ID"], [len(c) for _, c in parts(came)])
EOS
}
for mail in "$top"/tests/golden/mail.*.eml; do
    name=$(basename "$mail" .eml); rm -rf "$work/mail/dpo"
    sends "to = dpo@clinic.test"
    ok "Postfix takes it: $name" finds 'transfer=0 status=250 .*error=$' "C-1=$mail"
    ok "it is in the mailbox: $name" until_true 10 eval '[ $(arrived) = 1 ]'
    ok "every header and both parts are as they were rendered: $name" same "$mail"
done
ok "it went over TLS" grep -q 'ESMTPS' "$work"/mail/dpo/new/*
rm -rf "$work/mail/dpo"
sends "to = nobody-here@clinic.test"
ok "a recipient that Postfix does not know is a refusal" finds 'transfer=0 status=550 .*refuses \(SMTP 550\)' "C-2=$mail"
sends "to = someone@elsewhere.test"
ok "Postfix relays nothing for us" finds 'transfer=0 status=554 .*refuses' "C-2=$mail"
sends "to = nobody-here@clinic.test, dpo@clinic.test"
ok "beside a good recipient it is a warning" finds 'transfer=0 status=250 .*error=1 of the recipients refused it' "C-3=$mail"
ok "and the good one has it" until_true 10 eval '[ $(arrived) = 1 ]'
stop voice
end_postfix
ok "Postfix is gone" eval '! (exec 3<>/dev/tcp/127.0.0.1/'"$port"') 2>/dev/null'
finish
