#!/bin/bash
# confide-post's start: a secret that others could read, a bad configuration, wrong usage. Each ends at once, with one line and its remedy.
# Beside the others.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/post-lib.sh"
prepare
secret=$work/secret.now

# refused CLAIM TEXT: with the secret file as it is now, the program ends with 3 and one line that holds TEXT
refused() {
    settings "https://localhost:1/" "secret_file = $secret" >"$work/confide.conf"
    ok "$1" exits 3 timeout 5 ${under:-} "$B/confide-post" --foreground --config "$work/confide.conf"
    ok "one line says so: $2" eval "[ \$(grep -c ^confide-post $work/said) = 1 ] && grep -qF -- '$2' $work/said && grep -qF $secret $work/said"
    if [ -s "$secret" ]; then refuses "and not the secret: $1" grep -qF "$(head -c 24 "$secret" | tail -c 12)" "$work/said"; fi
}

refused "a missing secret is refused" 'no such file; make one: (umask 077; echo "whsec_$(openssl rand -base64 32)"'
ln -s "$work/secret" "$secret"
refused "a symbolic link is refused" 'a symbolic link; [post] secret_file must name the file itself'
rm "$secret"; mkfifo -m 600 "$secret"
settings "https://localhost:1/" "secret_file = $secret" >"$work/confide.conf"
ok "a pipe is refused and does not hang" exits 3 timeout 5 "$B/confide-post" --foreground --config "$work/confide.conf"
rm "$secret"; mkdir -m 700 "$secret"
settings "https://localhost:1/" "secret_file = $secret" >"$work/confide.conf"
says "a folder is refused" 'not a regular file' timeout 5 "$B/confide-post" --foreground --config "$work/confide.conf"
rmdir "$secret"
for mode in 0640 0604 0660 0666 0420; do
    install -m "$mode" "$work/secret" "$secret"
    refused "a secret of mode $mode is refused" 'others may read or change it; chmod 0400 it, and make a new secret'
done
write() { (umask 077; rm -f "$secret"; printf '%s' "$1" >"$secret"); }
write ''
refused "an empty secret is refused" 'empty; make one'
write "whsec_$(head -c 600 /dev/zero | base64 -w0)"
refused "a long file is refused" 'too long for a secret'
write "$(openssl rand -base64 32)"
refused "a secret without its prefix is refused" 'it does not begin with "whsec_"'
write "whsec_$(openssl rand -base64 16)"
refused "a short secret is refused" 'it holds fewer than 24 bytes'
write "whsec_$(openssl rand -base64 32 | tr -d =)!"
refused "a secret that is not base64 is refused" 'not base64 of at most 64 bytes'
if [ "$(id -u)" = 0 ]; then
    install -m 0400 -o nobody "$work/secret" "$secret"
    refused "a secret of another user is refused" 'owned by somebody else, who could change it; chown it to root'
    install -m 0400 "$work/secret" "$secret"
    chmod 755 "$work" "$work/ca"
    if runuser -u nobody -- test -x "$B/confide-post"; then
        under="runuser -u nobody --" refused "a secret that its user may not read is refused" 'not readable; chown it to the user of confide-post'
    else
        skip "a secret that its user may not read is refused" "nobody cannot reach $B"
    fi
else
    skip "a secret of another user is refused" "needs root"
fi

# --- the good ones
endpoint good
for mode in 0400 0600; do
    install -m "$mode" "$work/secret" "$secret"
    voice "https://localhost:$port/" "secret_file = $secret"
    ok "a secret of mode $mode signs" finds 'transfer=0 status=204' "C-$mode=$work/body"
done
mkdir -m 500 "$work/credentials"
install -m 0440 "$work/secret" "$work/credentials/webhook-secret"
under="env CREDENTIALS_DIRECTORY=$work/credentials" voice "https://localhost:$port/" "secret_file = $work/none"
ok "a systemd credential takes the file's place" finds 'transfer=0 status=204' "C-credential=$work/body"
refuses "the secret stands in no log" grep -qF "$(tail -c 20 "$work/secret")" "$work/voice.log"
refuses "nor in the process's words or environment" \
    grep -qaF "$(tail -c 20 "$work/secret")" "/proc/$(cat "$work/voice.pid")/cmdline" "/proc/$(cat "$work/voice.pid")/environ"
install -m 0444 "$work/secret" "$work/credentials/webhook-secret"
says "a credential open to all is refused" 'others may read or change it' \
    env CREDENTIALS_DIRECTORY="$work/credentials" timeout 5 "$B/confide-post" --foreground --config "$work/confide.conf"

# --- configuration and usage
unusable() { printf '%s\n' "$@" >"$work/confide.conf"; exits 3 timeout 5 "$B/confide-post" --foreground --config "$work/confide.conf"; }
ok "an endpoint without TLS is refused" unusable '[post]' 'endpoint = http://localhost/'
ok "the line is named" grep -qF "$work/confide.conf:2:" "$work/said"
ok "a password in the address is refused" unusable '[post]' 'endpoint = https://user:tr0ub4dor@localhost/' "secret_file = $work/secret"
ok "and not shown" eval "grep -qF 'holds a user name' $work/said && ! grep -qF tr0ub4dor $work/said"
ok "an address that is none is refused" unusable '[post]' 'endpoint = https://' "secret_file = $work/secret"
ok "a configuration that is not there is refused" exits 3 "$B/confide-post" --foreground --config "$work/none.conf"
ok "it is named" grep -qF "$work/none.conf" "$work/said"
ok "an unknown option is wrong usage" exits 2 "$B/confide-post" --verbose
says "--version names the program" "confide-post " exits 0 "$B/confide-post" --version
says "--help names the options" "--config=FILE" exits 0 "$B/confide-post" --help
finish
