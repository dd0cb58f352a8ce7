# The services of the matrix, a function each: anna gets in through the real program, by her password or her key. It succeeds only when what she came
# for has happened; what it prints is shown when it failed. A new service: a function, and its name in one of the lists.
#
#   $password    hers
#   $started_by  what the programs are started by: a fault may put a limit here
told_services="ssh_password ssh_key login su" # they open a session of common-session, where our line stands
services="$told_services sudo passwd cron"

as()     { setpriv --reuid "$1" --regid "$1" --init-groups env -C / timeout 20 "${started_by[@]}" "${@:2}"; }
inside() { local heard; heard=$(cat); echo "$heard"; [[ $heard = *inside* ]]; }
ssh()    {
    timeout 20 sshpass -p "$password" ssh -F none -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR -o ConnectTimeout=3 \
        -o NumberOfPasswordPrompts=1 "$@" anna@127.0.0.1 echo inside </dev/null 2>&1 | inside
}

ssh_password() { ssh -o PubkeyAuthentication=no; }
ssh_key()      { ssh -i /matrix/key -o BatchMode=yes; }
login()        { expect /matrix/login.exp "$password" "${started_by[@]}"; }
su()           { as guest su anna -c 'echo inside' <<<"$password" 2>&1 | inside; }
sudo()         { as anna sudo -k -S -p '' echo inside <<<"$password" 2>&1 | inside; }
passwd()       {
    local before; before=$(grep ^anna: /etc/shadow)
    printf '%s\n' "$password" 'lantern otter gravel' 'lantern otter gravel' | as anna passwd && [ "$(grep ^anna: /etc/shadow)" != "$before" ]
}
# Her table has one job, run once after a boot, which writes a line into this pipe.
cron()         {
    rm -f /run/crond.reboot
    systemctl restart cron && read -r -t 5 <>/run/matrix/cron
}
