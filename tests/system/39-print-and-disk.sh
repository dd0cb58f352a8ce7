#!/bin/bash
# A record that is printed, and a record folder whose disk fills up or takes no more writes: what confide-watch makes of it.
[ "$(id -u)" != 0 ] || [ -n "${PRIVATE:-}" ] || ! unshare -m true 2>/dev/null || PRIVATE=1 exec unshare -m --propagation private bash "$0" "$@"
. "$(dirname "$0")/lib.sh"; . "$(dirname "$0")/watch-lib.sh"; . "$(dirname "$0")/device-lib.sh"; . "$(dirname "$0")/print-lib.sh"
claim="prints and disks are told"
needs_root "$claim"; own_mounts "$claim"; image "$claim" disk 24M; find_cups "$claim"
prepare "$claim"
may_log_in || { skip "$claim, with who printed" "the kernel does not let us set a loginuid"; finish; }
stop eye; umount "$work/tmpfs" # a disk instead of the tmpfs
mount -o loop "$work/disk" "$work/tmpfs"; mkdir -p "$records/P1" "$records/P2"; chmod 755 "$work/tmpfs"
for n in 1 2 3; do echo "letter $n of P1" >"$records/P1/letter$n"; echo "letter $n of P2" >"$records/P2/letter$n"; done
settings "cups_spool = $work/cups/spool" "inventory_hours = 0" >"$work/confide.conf"
cups && printer paper || { skip "$claim" "cupsd does not start"; finish; }
printing --config "$work/confide.conf"

prints() { grep -c '"action":"print"' "$work/eye.log"; }
ok "lp of a record" print_as 1 -d paper "$records/P1/letter1"
ok "... is one print of that record by that person" saw '"kind":"access","action":"print".*"login":"daemon".*"object":"'"$records"'/P1/letter1".*"to":"paper"'
ok "... once" [ "$(prints)" = 1 ]
ok "... with the patient and the job" saw '"action":"print".*"patient":"P1".*cups job 1'
sleep 1
viewer() { # a program shows a record and prints something of it under a name of its own
    exec 5<"$records/P2/letter2"; head -1 <&5 >/dev/null; echo "page 1" | lp -h "$socket" -d paper -t "Microsoft Word - Document1"
}
ok "a viewer prints a record under another title" as 2 setpriv --reuid=2 --regid=2 --clear-groups bash -c "$(declare -f viewer); records='$records' socket='$socket'; viewer"
ok "... is a print of it all the same, by the person who had it open" saw '"action":"print".*"login":"bin".*"object":"'"$records"'/P2/letter2".*"to":"paper"'
before=$(prints)
ok "a print by one who opened no record" bash -c "echo shopping >'$work/list'; chmod 644 '$work/list'"
ok "... is printed" print_as 3 -d paper "$work/list"
until_true 10 bash -c "[ -e '$work/cups/spool/c00003' ]"; sleep 4
ok "... and no record is told as printed" [ "$(prints)" = "$before" ]
stop cupsd

ok "the disk fills up" bash -c "! dd if=/dev/zero of='$work/tmpfs/big' bs=64k 2>/dev/null"
told() { until_true 20 grep -qE -- "$1" "$work/eye.log" || { tail -5 "$work/eye.log"; return 1; }; }
ok "... and that is an event with what to do" told '"kind":"device","action":"full".*"object":"'"$records"'".*"reason":"the file system of [^"]* is full: [^"]*make room'
rm "$work/tmpfs/big"
ok "it is mounted read-only" mount -o remount,ro "$work/tmpfs"
ok "... and that is one too" told '"kind":"device","action":"readonly".*"object":"'"$records"'".*"reason":"[^"]*journalctl -k'
mount -o remount,rw "$work/tmpfs"
if plant() { echo planted >"/sys/fs/ext4/$(basename "$(findmnt -n -o SOURCE "$work/tmpfs")")/trigger_fs_error"; }; plant 2>/dev/null; then
    ok "an error of the file system is one" told '"kind":"device","action":"failing".*"object":"'"$records"'".*"reason":"[^"]*has met errors'
else skip "an error of the file system is an event" "this kernel cannot plant one"; fi
ok "none of them was told twice" [ "$(grep -cE '"action":"(full|readonly|failing)"' "$work/eye.log")" -le 3 ]
stop eye
finish
