#!/bin/bash
# confide-post and mail: nothing is said before TLS stands, the message arrives byte by byte, and each refusal is told as what it is.
# Beside the others.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/post-lib.sh"
prepare
{ printf 'From: Confide <confide@example.org>\r\nTo: dpo@example.org\r\nSubject: =?utf-8?q?A_case?=\r\nMessage-ID: <C-1-v1@confide.invalid>\r\n'
  printf 'Date: Mon, 23 Nov 2026 10:00:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n'
  printf '.\r\n..\r\n.A line that begins with a dot.\r\nQUIT\r\n\r\nEnd.\r\n'; } >"$work/mail.eml"
(umask 077; echo 'confide:s3cr3t:word' >"$work/account")
# mail NAME OPTION...: a mail server in $work/NAME; sets $port
mail() {
    local name=$1; shift
    start "$name" "$top/tests/system/mail-endpoint" --cert "$work/ca/server.pem" --key "$work/ca/server.key" --out "$work/$name" "$@"
    until_true 5 grep -q '^listening' "$work/$name.log"
    port=$(sed -n 's/^listening on //p' "$work/$name.log")
}
# sends [LINE...]: (re)starts the voice for the mail server on $port
sends() {
    speak < <(printf '[post]\nendpoint = %s://localhost:%s\nformat = mail\nca_file = %s\nfrom = confide@example.org\ntimeout = 4\n' "${scheme:-smtp}" "$port" "${ca:-$work/ca/ca.pem}"
              case "$*" in *"to ="*) ;; *) echo "to = dpo@example.org, it@example.org" ;; esac
              printf '%s\n' "$@")
}
mails() { find "$work/$1" -name '*.eml' | wc -l; }
taken='transfer=0 status=250 .*error=$'

mail good
sends
ok "a mail is taken, and the judge hears so" finds "$taken" "C-1=$work/mail.eml"
ok "it arrives byte by byte, dots and all" cmp "$work/mail.eml" "$work/good/1.eml"
ok "from whom and to whom is the configuration's word" [ "$(tr '\n' ' ' <"$work/good/1.envelope")" = "confide@example.org dpo@example.org it@example.org " ]
refuses "nothing but EHLO and STARTTLS goes in the open" grep -qvE "^(listening|tls |bare '(EHLO|STARTTLS))" "$work/good.log"
sends "secret_file = $work/account"
scheme=smtps; mail sealed --implicit --account confide:s3cr3t:word; sends "secret_file = $work/account"
ok "over TLS from the first byte too, with user and password" finds "$taken" "C-2=$work/mail.eml"
scheme=smtp
refuses "the password stands in no log" grep -q s3cr3t "$work/voice.log"
{ printf 'X: '; head -c 60000 /dev/zero | tr '\0' 'x' | fold -w 76 | sed 's/$/\r/'; printf '\n'; } >"$work/long.eml"
ok "a mail of 60,000 bytes arrives whole" eval "finds '$taken' C-3=$work/long.eml && cmp $work/long.eml $work/sealed/2.eml"

# --- what a server may say
mail bare --no-starttls; sends
ok "a server without STARTTLS gets nothing" finds 'transfer=64 status=[0-9]* .*offers no STARTTLS: nothing is sent without' "C-1=$work/mail.eml"
refuses "not even who writes to whom" grep -qE 'MAIL|RCPT|example.org' "$work/bare.log"
mail other; ca=$work/ca/other-ca.pem sends
ok "a server of another CA gets nothing" finds 'transfer=60 status=[0-9]* .*not signed by \[post\] ca_file' "C-1=$work/mail.eml"
refuses "it saw no mail" grep -qE 'MAIL|RCPT' "$work/other.log"
mail strict --account confide:other; sends "secret_file = $work/account"
ok "a wrong password is a refusal, and named" finds 'transfer=0 status=535 .*refuses \(SMTP 535\) our user or password' "C-1=$work/mail.eml"
mail picky --refuse it@example.org=550; sends
ok "a recipient that is refused does not keep it from the others" finds 'transfer=0 status=250 .*error=1 of the recipients refused it: mend the list' "C-1=$work/mail.eml"
ok "who has it" [ "$(tr '\n' ' ' <"$work/picky/1.envelope")" = "confide@example.org dpo@example.org " ]
ok "and the log warns" grep -q 'SMTP 250, but 1 of the recipients refused it' "$work/voice.log"
mail none --answer RCPT=550; sends
ok "refused by all it is not delivered" finds 'transfer=0 status=550 .*refuses \(SMTP 550\)' "C-1=$work/mail.eml"
for one in MAIL=554 RCPT=554 DATA=554; do
    mail "unseen-$one" --answer "$one"; sends
    ok "a refusal before the message is none of the message: $one" finds "transfer=0 status=554 .*state=unseen " "C-1=$work/mail.eml"
done
mail "seen" --answer END=554; sends
ok "after it, it is" finds "transfer=0 status=554 .*state= " "C-1=$work/mail.eml"
# Anybody on the way may say these.
for one in "554 5.7.1 no service" "Date: Wed, 01 Jan 2070 00:00:00 GMT|Retry-After: 3600|554 no" "421 later"; do
    mail "bare-${#one}" --greeting "$one"; sends
    ok "what is said before TLS counts as a broken exchange, and nothing in it is believed: ${one%%|*}" finds "transfer=[1-9][0-9]* .*retry_after=-1 .*state= date=0 " "C-1=$work/mail.eml"
done
mail "bare-ehlo" --answer EHLO=554; sends
ok "nor a refusal of the first word" finds "transfer=[1-9][0-9]* .*state= date=0 " "C-1=$work/mail.eml"
for one in MAIL=451 MAIL=530 DATA=554 END=452 END=552; do
    mail "says-$one" --answer "$one"; sends
    ok "a refusal is told as it is: $one" finds "transfer=0 status=${one#*=} .*refuses" "C-1=$work/mail.eml"
done
ok "none of these was kept" [ "$(mails none) $(mails says-END=452)" = "0 0" ]
mail hung --hang DATA; sends
ok "a server that falls silent ends with the time limit, and is not delivered" finds 'transfer=28 ' "C-1=$work/mail.eml"

# --- what is no mail, or no address
mail last; sends
printf 'Subject: x\n\nbare line ends\n' >"$work/bare.eml"
ok "a message with bare line ends is not sent" finds 'transfer=2 status=0 .*is no mail: its lines must end with CR LF' "C-1=$work/bare.eml"
printf 'Subject: x\r\n\r\nsmuggled\r\n.\nMAIL FROM:<a@b>\r\n' >"$work/smuggled.eml"
ok "nor one that would smuggle a second" finds 'transfer=2 status=0 .*is no mail' "C-1=$work/smuggled.eml"
refuses "the server saw neither" grep -q MAIL "$work/last.log"
for bad in 'dpo' 'dpo@example.org>' 'a@b c@d' '<a@b>,c@d'; do
    settings "smtp://localhost:$port" "format = mail" "from = a@b" "to = $bad" >"$work/confide.conf"
    says "no address: $bad" "[post] to must be one mail address or more" exits 3 timeout 5 "$B/confide-post" --foreground --config "$work/confide.conf"
done
settings "https://localhost:$port" "format = mail" "from = a@b" "to = c@d" >"$work/confide.conf"
says "mail goes to no web server" "[post] endpoint is no mail server" exits 3 timeout 5 "$B/confide-post" --foreground --config "$work/confide.conf"
settings "smtp://localhost:$port" >"$work/confide.conf"
says "nor a webhook to a mail server" "[post] endpoint is a mail server" exits 3 timeout 5 "$B/confide-post" --foreground --config "$work/confide.conf"
finish
