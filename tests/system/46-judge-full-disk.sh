#!/bin/bash
# A full disk: one line says so, the sources keep what they have, and when there is room again all of it is stored.
. "$(dirname "$0")/lib.sh"
needs_root "a full disk loses nothing"
if [ "${1:-}" != inside ]; then # the small disk lives in a mount namespace of its own
    rm -rf "$work"
    unshare --mount true 2>/dev/null || { skip "a full disk loses nothing" "this machine allows no mount namespace"; trap - EXIT; exit 0; }
    exec unshare --mount --propagation private "$0" inside
fi

mkdir "$work/run" "$work/spool" "$work/context" "$work/disk"
mount -t tmpfs -o size=24m tmpfs "$work/disk"; mkdir -m 700 "$work/disk/state"
cat >"$work/confide.conf" <<CONF
[store]
ballast_mib = 1
$(places state=disk/state)
CONF
printf 'login,name,kind\nmaya,Maya Chen,person\n' >"$work/staff.csv"
ctl()    { "$B/confidectl" --config "$work/confide.conf" "$@"; }
is_stuck() { ctl status --json | grep -q '"stuck":"yes"'; }
stored() { ctl status --json | sed -n 's/.*"events":\([0-9]*\).*/\1/p'; }
all_in() { [ "$(stored)" = "$1" ]; }
events() { for i in $(seq "$1"); do echo "{\"time\":\"2026-11-22T13:00:00Z\",\"kind\":\"access\",\"action\":\"update\",\"login\":\"maya\",\"object\":\"/srv/x/$i\",\"source\":\"ehr\"}"; done; }

start judge "$B/confided" --config "$work/confide.conf" --foreground
until_true 5 grep -q "ready" "$work/judge.log"
head -c 21M /dev/zero >"$work/disk/others"
n=4000
events $n | "$B/drivers/feed" --quiet "$work/run" source.sock >"$work/feed.log" 2>&1 & feeder=$!
ok "the judge says that it is stuck" until_true 20 is_stuck
ok "one line names the disk and the remedy" grep -q "full.*free" "$work/judge.log"
ok "and it is one line, not one a second" test "$(grep -c 'kept and tried again' "$work/judge.log")" -le 2
ok "the source still waits with what it has" kill -0 $feeder
says "the judge still answers, and says that it is stuck" "stuck" ctl status
rm "$work/disk/others"
ok "with room again the source gets its answers" wait $feeder
ok "and every event is stored" until_true 10 all_in $n
says "once, in a history that is whole" '"good":"yes"' ctl verify --json
ok "the end of the trouble is in the log" grep -q "can be stored again" "$work/judge.log"
stop judge
umount "$work/disk"
finish
