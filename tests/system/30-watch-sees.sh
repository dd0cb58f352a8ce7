#!/bin/bash
# Who did what to which patient's record: real files, real programs, real loginuids.
[ "$(id -u)" != 0 ] || [ -n "${PRIVATE:-}" ] || ! unshare -m true 2>/dev/null || PRIVATE=1 exec unshare -m bash "$0" "$@"
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/watch-lib.sh"
needs_root "confide-watch sees accesses"
prepare "confide-watch sees accesses"
may_log_in || { skip "confide-watch names people" "the kernel does not let us set a loginuid"; finish; }

ok "a read of a record" as 1 cat "$records/P1/1"
ok "... is named by the login, with patient and program" \
    saw '"action":"read".*"login":"daemon","patient":"P1","object":"[^"]*/records/P1/1".*"program":"[^"]*/cat".*"named":"waiting"'
ok "a read without a login" cat "$records/P1/2"
ok "... is nobody's" saw '"patient":"P1","object":"[^"]*/P1/2".*"evidence":"loginuid=unset.*"named":"nobody"'
refuses "... and is given no name" grep -q '"login".*records/P1/2"' "$work/eye.log"
ok "sudo does not hide who logged in" as 1 setpriv --reuid=2 --regid=2 --clear-groups cat "$records/P1/3"
ok "... the login stays, the user is told too" saw '"login":"daemon".*/P1/3".*"uid":2,'
ok "a file right in the folder" as 1 cat "$records/plain.txt"
ok "... has no patient" saw '"login":"daemon","object":"[^"]*/plain.txt"'

ok "a new file" as 1 bash -c "echo new >'$records/P1/new'"
ok "... is a creation" saw '"action":"create".*"login":"daemon".*/P1/new"'
refuses "... and its first writing is no change" grep -q '"action":"update".*/P1/new"' "$work/eye.log"
ok "ten writes in a second" as 1 bash -c "exec >>'$records/P1/4'; for i in 1 2 3 4 5 6 7 8 9 10; do echo \$i; sleep 0.03; done"
ok "... are one event with their count" saw '"action":"update".*/P1/4".*"count":(10|[2-9])}'
ok "a rename" as 1 bash -c "mv '$records/P1/5' '$records/P1/five'; sleep 0.1"
ok "... is told with both names" saw '"action":"rename".*/P1/5","to":"[^"]*/P1/five"'
ok "a rename out of the watched folders" as 1 bash -c "mv '$records/P1/6' '$work/tmpfs/6'; sleep 0.1"
ok "... says so" saw '"action":"rename".*/P1/6".*moved to a folder that is not watched'
ok "a rename into them" as 1 bash -c "mv '$work/tmpfs/6' '$records/P1/back'; sleep 0.1"
ok "... is a creation" saw '"action":"create".*/P1/back"'
ok "rm -r" as 1 rm -r "$records/P2"
ok "... deletes each record by name of the person" saw '"action":"delete".*"login":"daemon","patient":"P2","object":"[^"]*/P2/9"'
ok "... and the folder" saw '"action":"delete".*"patient":"P2","object":"[^"]*/P2/"'
says "... all nine of them" 9 grep -c '"action":"delete".*"login":"daemon".*/P2/[1-9]"' "$work/eye.log"

mkdir -p "$records/P3/scans"; sleep 0.3; echo scan >"$records/P3/scans/1"
ok "a read in a new folder" as 1 cat "$records/P3/scans/1"
ok "... is seen" saw '"action":"read".*"login":"daemon","patient":"P3".*/P3/scans/1"'
mkdir "$work/tmpfs/P4"; echo old >"$work/tmpfs/P4/1"; mv "$work/tmpfs/P4" "$records/P4"
ok "a folder that comes with files in it is told as a gap, with their number" saw '"kind":"integrity","action":"gap".*/P4".*1 files'
mv "$records/P4" "$records/P5"; sleep 0.2
ok "a read in a renamed folder" as 1 cat "$records/P5/1"
ok "... is the new patient's" saw '"action":"read".*"patient":"P5"'
echo x >"$records/P5/2"
ok "... and so are its changes" saw '"action":"create".*"patient":"P5","object":"[^"]*/P5/2"'

mkdir "$work/tmpfs/elsewhere"; mount --bind "$records/P1" "$work/tmpfs/elsewhere"
ok "a read through a bind mount" as 1 cat "$work/tmpfs/elsewhere/7"
ok "... is the patient's all the same" saw '"patient":"P1","object":"[^"]*/records/P1/7".*another path'
umount "$work/tmpfs/elsewhere"
mkdir "$records/P7"; echo of P7 >"$records/P7/7"
masked() { as 1 setpriv --reuid=1 --regid=1 --clear-groups unshare -Urm bash -c "mount --bind '$records/P1' '$records/P7' && cat '$records/P7/7'"; }
if setpriv --reuid=1 --regid=1 --clear-groups unshare -Urm true 2>/dev/null; then
    ok "a reader who bound one patient's folder over another's, where only they see it," masked
    ok "... has read what they read" saw '"action":"read".*"login":"daemon","patient":"P1","object":"[^"]*/records/P1/7".*another path'
    refuses "... and nothing else" grep -q '"read".*"login":"daemon","patient":"P7"' "$work/eye.log"
else
    skip "a reader who bound one patient's folder over another's has read what they read" "unprivileged user namespaces are refused"
fi

echo secret >"$records/P1/own"; chown 1:1 "$records/P1/own"; chmod 600 "$records/P1/own"
ok "an unprivileged user still opens their own 0600 file" setpriv --reuid=1 --regid=1 --clear-groups cat "$records/P1/own"
refuses "what the file's mode refuses stays refused" setpriv --reuid=2 --regid=2 --clear-groups cat "$records/P1/own"
ok "listing a folder is no access to a record" ls -l "$records/P1"
refuses "... and is not told" grep -q '"program":"[^"]*/ls"' "$work/eye.log"

stop eye
ok "the end is told" saw '"kind":"integrity","action":"stopped"'
refuses "every line is JSON with a time and an id" sh -c "grep '^{' '$work/eye.log' | grep -vE '^\{\"id\":\"[0-9a-f]{32}\",\"time\":\"[0-9T:.-]+Z\".*\}\$'"
ok "no id is given twice" sh -c "! grep -o '^{\"id\":\"[0-9a-f]*' '$work/eye.log' | sort | uniq -d | grep ."
finish
