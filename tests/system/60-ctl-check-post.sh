#!/bin/bash
# confidectl check and the endpoints: each section by itself, each finding with section, key, file and remedy, and never a secret.
# Beside the others.
. "$(dirname "$0")/lib.sh"; . "$(dirname "$0")/ctl-lib.sh"
mkdir "$work/pam.d"
"$top/tests/system/make-ca" "$work/ca" "Test clinic"
# Where the programs' accounts are installed, secrets and state are theirs, as a real clinic's are.
voice=$(id -un) agent=$voice
if [ "$(id -u)" = 0 ]; then voice=$(id -un confide-post 2>/dev/null || id -un); agent=$(id -un confide 2>/dev/null || id -un); fi
keep() { (umask 077; printf '%s\n' "$2" >"$work/$1"); chown "$voice" "$work/$1"; }
keep secret "whsec_$(openssl rand -base64 32)"
keep token abcDEF; keep account user:s3cr3t; keep routing 0123456789abcdef0123456789abcdef
openssl ecparam -genkey -name prime256v1 -noout -out "$work/our.key"; chmod 400 "$work/our.key"; chown "$voice" "$work/our.key"
clinic; chown "$agent" "$work/state"
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
openssl pkey -in "$work/our.key" -aes256 -passout pass:x -out "$work/closed.key"; chmod 400 "$work/closed.key"; chown "$voice" "$work/closed.key"
odd 'is encrypted, and nobody is there to type its words' <<<"certificate = $work/ca/server.pem
key = $work/closed.key"
chmod 666 "$work/ca/ca.pem"
odd 'others may change it ([post] ca_file): chmod 644 it' <<<"ca_file = $work/ca/ca.pem"
chmod 644 "$work/ca/ca.pem"

# hint TEXT: what stands on standard input is no error, but a warning that says TEXT
hint() { sections; exits 0 "no error: $1" check; tells "but a warning: $1" "$1"; }
mail() { printf '[post]\nendpoint = %s\nformat = mail\nfrom = a@example.org\nto = b@example.org\n' "$1"; }
hint 'names port 465, where TLS usually comes first: write smtps://HOST' < <(mail smtp://localhost:465)
hint 'names port 587, where STARTTLS usually comes first: write smtp://HOST:587' < <(mail smtps://localhost:587/)
for address in smtps://localhost:465 smtp://localhost:587 smtps://localhost 'smtp://[::465]'; do
    sections < <(mail "$address")
    exits 0 "$address is sound" check
    hides "... as it stands" "usually comes first"
done
hint '[post] retry_base (60) is above retry_cap (30), so the wait never grows' < <(printf '%s\nretry_base = 60\nretry_cap = 30\n' "$first")
sections < <(printf '%s\nretry_base = 30\nretry_cap = 30\n' "$first")
exits 0 "one wait for every attempt" check
hides "... is nothing to warn of" "the wait never grows"

# --- who reads: the voice, as an account of its own
sections <<<"$first"
# other FILE TEXT: that file as the first endpoint's secret is an error that says TEXT
other() { sections < <(printf '[post]\nendpoint = https://localhost:1/\nsecret_file = %s\n' "$1"); exits 1 "an error: $2" check; tells "it says: $2" "$2"; }
ln -s "$work/secret" "$work/link"; mkfifo "$work/pipe"
other "$work/link" 'a symbolic link; name the file itself ([post] secret_file)'
other "$work/pipe" 'not a regular file; name another ([post] secret_file)'
other "$work/none" 'no such file; make it, or name another ([post] secret_file)'
ln -s "$work/ca/ca.pem" "$work/ca.link"
sections < <(printf '%s\nca_file = %s\n' "$first" "$work/ca.link")
exits 0 "the authorities' certificates may stand behind a link" check
if [ "$(id -u)" != 0 ]; then
    skip "whom a secret must belong to" "needs root"
elif ! unshare -m true 2>/dev/null; then
    skip "whom a secret must belong to" "no mount namespace may be made here, and so no accounts of our own"
else
    { grep -v '^confide' /etc/passwd; printf '%s:x:%s:%s::/:/usr/sbin/nologin\n' confide-post 64321 64321 confide 64322 64322; } >"$work/passwd"
    installed() { unshare -m sh -c 'mount --bind "$0" /etc/passwd && exec "$@"' "$work/passwd" "$@" "$B/confidectl" --config "$work/confide.conf" check --pam "$work/pam.d"; }
    sections < <(printf '%s\ncertificate = %s\nkey = %s\nca_file = %s\n' "$first" "$work/ca/server.pem" "$work/our.key" "$work/ca/ca.pem")
    chmod 755 "$work/ca"; chmod 644 "$work/ca/server.pem"
    chown 64321 "$work/secret" "$work/our.key"; chmod 400 "$work/our.key"; chown 64322 "$work/state"
    exits 0 "what belongs to the voice is sound" installed
    for file in secret our.key ca/ca.pem ca/server.pem; do ok "... $file" grep -qE "^good +$work/$file " "$work/said"; done
    denied() { # denied FILE TEXT: check says TEXT of FILE, and nothing good
        exits 1 "an error of $1: $2" installed; tells "it says: $2" "$2"; refuses "and $1 is not called good" grep -qE "^good +$work/$1 " "$work/said"; }
    chown 0 "$work/secret"
    denied secret 'not readable; chown it to the user of confide-post (chown confide-post FILE) ([post] secret_file)'
    chown 65534 "$work/secret"
    denied secret 'owned by somebody else, who could change it; chown it to root or to the user of confide-post ([post] secret_file)'
    chown 64321 "$work/secret"; chown 0 "$work/our.key"
    denied our.key 'not readable; chown it to the user of confide-post (chown confide-post FILE) ([post] key)'
    chown 64321 "$work/our.key"; chmod 600 "$work/ca/ca.pem"
    denied ca/ca.pem 'not readable for confide-post; chmod 0644 it ([post] ca_file)'
    chmod 644 "$work/ca/ca.pem"; chown 65534 "$work/ca/server.pem"
    denied ca/server.pem 'owned by somebody else, who could change it; chown it to root or to the user of confide-post ([post] certificate)'
    chown 0 "$work/ca/server.pem"; chmod 700 "$work/ca"
    denied ca/server.pem 'not readable for confide-post, since a folder above it is closed'
    chmod 755 "$work/ca"; chown 0 "$work/state"
    denied state 'belongs to another user, so confided will not start ([paths] state)'
    chown 64322 "$work/state"
    exits 0 "once all is mended there is no error" installed
    exits 1 "who is not root cannot see it" installed setpriv --reuid 65534 --regid 65534 --clear-groups
    tells "and is told to be it" "you may not look at it: run this as root (sudo confidectl check) ([post] secret_file)"
    hides "instead of being sent to make the file anew" "make it, or mend"
    hides "or to chown what is right" "owned by somebody else"
    chown "$voice" "$work/secret" "$work/our.key"; chown "$agent" "$work/state"
fi

sections < <(printf '[post]\nendpoint = https://localhost/\nformat = alertmanager\n')
exits 0 "a bell alone is no error" check
tells "but a warning" "alertmanager rings and forgets: name another endpoint beside it"
sections </dev/null
exits 0 "no endpoint at all is a warning" check
tells "that says nobody is told" "no endpoint is named, so nobody is told"
finish
