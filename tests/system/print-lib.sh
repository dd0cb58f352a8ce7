# A cupsd of our own, in $work/cups, listening on a socket there and nowhere else; beside lib.sh.
#
#   find_cups CLAIM          skips the whole test where there is no cupsd or no lp
#   cups                     starts it with empty folders; cups_again: with those it has
#   printer NAME             a printer that writes into $work/cups/out/NAME
#   print_as UID LP-WORD...  that user prints, with lp(1)
socket=$work/cups/run/cups.sock

find_cups() {
    local program
    for program in cupsd lpadmin lp; do
        PATH=$PATH:/usr/sbin command -v $program >/dev/null || { skip "$1" "no $program here (cups-daemon, cups-client)"; finish; }
    done
    PATH=$PATH:/usr/sbin
}

cups() {
    local home=$work/cups
    mkdir -p "$home"/{etc,spool,cache,run,log,out,bin/backend}
    printf '#!/bin/sh\n[ $# = 0 ] || exec cat ${6:+"$6"} >>"%s/out/${DEVICE_URI#tray:/}"\n' "$home" >"$home/bin/backend/tray"
    chmod 755 "$home/bin/backend/tray"; ln -sfn /usr/lib/cups/daemon "$home/bin/daemon"
    chgrp lp "$home/spool" "$home/cache" "$home/out"; chmod 710 "$home/spool"; chmod 770 "$home/cache" "$home/out"
    printf '%s\n' "Listen $home/run/cups.sock" "Browsing Off" "WebInterface No" "DefaultAuthType None" "LogLevel warn" "DirtyCleanInterval 1" \
        '<Location />' 'Order allow,deny' 'Allow all' '</Location>' '<Policy default>' '<Limit All>' 'Order allow,deny' 'Allow all' '</Limit>' '</Policy>' >"$home/etc/cupsd.conf"
    printf '%s\n' "User lp" "Group lp" "SystemGroup root" "ServerRoot $home/etc" "ServerBin $home/bin" "RequestRoot $home/spool" "CacheDir $home/cache" \
        "StateDir $home/run" "TempDir $home/spool" "Printcap $home/run/printcap" "ErrorLog $home/log/error" "AccessLog $home/log/access" "PageLog $home/log/page" >"$home/etc/cups-files.conf"
    cups_again
}
cups_again() {
    start cupsd timeout -s TERM 100 cupsd -f -c "$work/cups/etc/cupsd.conf" -s "$work/cups/etc/cups-files.conf"
    until_true 10 bash -c 'lpstat -h "$1" -r | grep -q "is running"' - "$socket" # lpstat succeeds either way
}
printer() { lpadmin -h "$socket" -p "$1" -E -v "tray:/$1"; }
print_as() { local uid=$1; shift; (echo "$uid" >/proc/self/loginuid; exec setpriv --reuid="$uid" --regid="$uid" --clear-groups lp -h "$socket" "$@"); }
