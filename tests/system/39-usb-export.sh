#!/bin/bash
# Records that leave on a stick: however they are copied, one export a record, with the person, the record and where it went. The stick is a
# loop-mounted image at a mount point that is listed as removable.
[ "$(id -u)" != 0 ] || [ -n "${PRIVATE:-}" ] || ! unshare -m true 2>/dev/null || PRIVATE=1 exec unshare -m --propagation private bash "$0" "$@"
. "$(dirname "$0")/lib.sh"; . "$(dirname "$0")/watch-lib.sh"; . "$(dirname "$0")/device-lib.sh"
claim="records that leave on a stick are told"
needs_root "$claim"; own_mounts "$claim"; image "$claim" stick.img 32M
prepare "$claim"
may_log_in || { skip "$claim, with who took them" "the kernel does not let us set a loginuid"; finish; }
stick=$work/stick; mkdir "$stick"
for n in 1 2 3 4 5 6 7 8 9; do { echo "letter $n of P1"; head -c $((3000 + n)) /dev/urandom | base64; } >"$records/P1/$n"; done
settings "removable = $stick" "cups_spool = $work/spool" "inventory_hours = 0" >"$work/confide.conf"
printing --config "$work/confide.conf"

# exported LOGIN RECORD TO: one export event says so, and no more than one.
exports() { jq -c --arg l "$1" --arg o "$2" --arg t "$3" 'select(.action == "export" and .login == $l and .object == $o and .to == $t)' <(grep '^{' "$work/eye.log"); }
exported() {
    until_true 15 bash -c '[ -n "$(jq -c "select(.action == \"export\" and .to == \$t)" --arg t "$1" <(grep "^{" "$0"))" ]' "$work/eye.log" "$3"
    sleep 0.3
    [ "$(exports "$@" | wc -l)" = 1 ] || { echo "$(exports "$@" | wc -l) such exports"; grep '"export"' "$work/eye.log" | tail -5; return 1; }
}
# Exports to TO are of these records only.
only() { local to=$1 want; shift; want=$(printf '%s\n' "$@" | sort); [ "$(jq -r --arg t "$to" 'select(.action == "export" and .to == $t) | .object' <(grep '^{' "$work/eye.log") | sort)" = "$want" ]; }

ok "a stick is plugged in" mount -o loop "$work/stick.img" "$stick"
ok "... and told" saw '"kind":"device","action":"attach".*"object":"'"$stick"'"'
chmod 1777 "$stick"; rmdir "$stick/lost+found"

ok "cp" as 1 cp "$records/P1/1" "$stick/one"
ok "... is one export" exported daemon "$records/P1/1" "$stick/one"
ok "... with the patient" jq -es --arg t "$stick/one" 'any(.[]; .action == "export" and .to == $t and .patient == "P1")' <(grep '^{' "$work/eye.log")
ok "cat into a file" as 2 bash -c "cat '$records/P1/2' >'$stick/two'"
ok "... is one, of another person" exported bin "$records/P1/2" "$stick/two"
ok "... and of that record alone" only "$stick/two" "$records/P1/2"
ok "tar of a folder" as 1 tar -C "$records" -cf "$stick/all.tar" P1
all_nine() { local n; for n in 1 2 3 4 5 6 7 8 9; do exported daemon "$records/P1/$n" "$stick/all.tar" || return 1; done; }
ok "... is one for each record in it" all_nine
ok "gzip in a pipe" as 2 bash -c "gzip -c '$records/P1/4' | cat >'$stick/four.gz'"
ok "... is one" exported bin "$records/P1/4" "$stick/four.gz"
ok "... of that record alone" only "$stick/four.gz" "$records/P1/4"
if command -v gio >/dev/null; then
    ok "a file manager's copy (gio)" as 1 env HOME="$work" XDG_RUNTIME_DIR="$work" GIO_USE_VFS=local gio copy "$records/P1/5" "$stick/five"
    ok "... is one" exported daemon "$records/P1/5" "$stick/five"
else skip "a file manager's copy is one export" "no gio here"; fi
ok "mv" as 2 mv "$records/P1/6" "$stick/six"
ok "... is one" exported bin "$records/P1/6" "$stick/six"

# What is no export.
before=$(grep -c '"export"' "$work/eye.log")
ok "somebody writes on the stick who read no record" as 3 bash -c "echo shopping >'$stick/list'"
ok "somebody reads what is on the stick" as 3 cat "$stick/one"
ok "somebody reads a record and writes nothing" as 3 cat "$records/P1/7"
sleep 4
ok "... none of them exports" [ "$(grep -c '"export"' "$work/eye.log")" = "$before" ]

ok "the stick is taken away" umount "$stick"
ok "... and told" saw '"kind":"device","action":"detach".*"object":"'"$stick"'"'
ok "it is plugged in again" mount -o loop "$work/stick.img" "$stick"
ok "... and what is copied then" as 1 cp "$records/P1/8" "$stick/eight"
ok "... is one export" exported daemon "$records/P1/8" "$stick/eight"
umount "$stick"

# A stick behind a program (ntfs-3g, a phone) that is dead: the watch asks it for nothing.
if hung "$stick"; then
    ok "one whose program is dead is told too" saw '"action":"attach".*evidence":"removable fs=fuse'
    ok "... and what is copied there cannot be seen, which is said" saw "$stick: what is written there cannot be seen"
    ok "a read after that" as 3 cat "$records/P1/9"
    ok "... is seen as ever" saw '"action":"read".*"login":"sys".*/P1/9"'
    unhang "$stick"
else skip "a stick whose program is dead does not stop the watch" "no FUSE here"; fi
finish
