#!/bin/bash
# confidectl check and the endpoints: each section by itself, each finding with section, key, file and remedy, and never a secret.
# Beside the others.
. "$(dirname "$0")/lib.sh"; . "$(dirname "$0")/ctl-lib.sh"
mkdir "$work/pam.d"
"$top/tests/system/make-ca" "$work/ca" "Test clinic"
keep() { (umask 077; printf '%s\n' "$2" >"$work/$1"); }
keep secret "whsec_$(openssl rand -base64 32)"
keep token abcDEF; keep account user:s3cr3t; keep routing 0123456789abcdef0123456789abcdef
openssl ecparam -genkey -name prime256v1 -noout -out "$work/our.key"; chmod 400 "$work/our.key"
clinic
cp "$work/confide.conf" "$work/before.conf"; chmod 700 "$work/spool"
ctl staff load >/dev/null
# sections: the configuration, with the endpoints on standard input
sections() { { cat "$work/before.conf"; cat; } >"$work/confide.conf"; }
check() { ctl check --pam "$work/pam.d" "$@"; }
first="[post]
endpoint = https://localhost:1/
secret_file = $work/secret"

sections <<EOS
$first
ca_file = $work/ca/ca.pem
certificate = $work/ca/server.pem
key = $work/our.key
detail = full
pin = sha256//47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=
[post backup]
endpoint = smtp://localhost:587
format = mail
when = first-silent
secret_file = $work/account
from = confide@example.org
to = dpo@example.org, it@example.org
[post bell]
endpoint = https://localhost:3/
format = alertmanager
[post pager]
endpoint = https://localhost:4/
format = pagerduty
secret_file = $work/routing
EOS
exits 0 "four sound endpoints have no error" check
for file in secret account routing our.key ca/ca.pem ca/server.pem; do tells "$file was looked at" "$work/$file"; done

# odd TEXT: the first endpoint and what stands on standard input is an error that says TEXT
odd() { sections < <(printf '%s\n' "$first"; cat); exits 1 "an error: $1" check; tells "it says: $1" "$1"; }
odd '[post other] has no address: set endpoint' <<<'[post other]
format = teams'
odd '[post other] endpoint is a mail server' <<<'[post other]
endpoint = smtp://localhost'
odd '[post other] endpoint is no mail server' <<<"[post other]
endpoint = https://localhost/
format = mail
from = a@b
to = c@d"
odd '[post other] to must be one mail address or more' <<<"[post other]
endpoint = smtps://localhost
format = mail
from = a@b
to = c@d e@f"
odd '[post other] from must be the one address' <<<"[post other]
endpoint = smtps://localhost
format = mail
to = c@d"
odd '[post other] secret_file must name the file of this endpoint' <<<"[post other]
endpoint = https://localhost/
format = thehive"
odd 'is not such a secret as [post other] needs: a routing key is 32 letters and digits' <<<"[post other]
endpoint = https://localhost/
format = pagerduty
secret_file = $work/token"
odd 'which this endpoint must never see' <<<"[post other]
endpoint = https://localhost/
format = thehive
secret_file = $work/secret"
hides "and it is not shown" "$(cut -c 10-30 "$work/secret")"
odd '[post] certificate needs its private key beside it: set key' <<<"certificate = $work/ca/server.pem"
odd '[post] certificate is missing beside key' <<<"key = $work/our.key"
odd '[post] detail may be full only where both ends prove who they are' <<<'detail = full'
odd '[post] pin must be sha256//BASE64' <<<'pin = 47DEQpj8HBSa'
odd '[post] proxy must be http://HOST:PORT' <<<'proxy = localhost:3128'
odd '[post] when cannot be first-silent in [post], which is the first' <<<'when = first-silent'
odd 'holds no list of revoked certificates' <<<"crl_file = $work/ca/ca.pem"
odd 'holds no private key ([post] key)' <<<"certificate = $work/ca/server.pem
key = $work/token"
chmod 644 "$work/our.key"
odd 'others may read this private key ([post] key): chmod 400 it' <<<"certificate = $work/ca/server.pem
key = $work/our.key"
openssl pkey -in "$work/our.key" -aes256 -passout pass:x -out "$work/closed.key"; chmod 400 "$work/closed.key"
odd 'is encrypted, and nobody is there to type its words' <<<"certificate = $work/ca/server.pem
key = $work/closed.key"
chmod 666 "$work/ca/ca.pem"
odd 'others may change it ([post] ca_file): chmod 644 it' <<<"ca_file = $work/ca/ca.pem"
sections < <(printf '[post]\nendpoint = https://localhost/\nformat = alertmanager\n')
exits 0 "a bell alone is no error" check
tells "but a warning" "alertmanager rings and forgets: name another endpoint beside it"
sections </dev/null
exits 0 "no endpoint at all is a warning" check
tells "that says nobody is told" "no endpoint is named, so nobody is told"
finish
