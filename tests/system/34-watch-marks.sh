#!/bin/bash
# Where records have a file system of their own nothing on it is opened unseen; elsewhere what leaves the folders is told.
[ "$(id -u)" != 0 ] || [ -n "${PRIVATE:-}" ] || ! unshare -m true 2>/dev/null || PRIVATE=1 exec unshare -m bash "$0" "$@"
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/watch-lib.sh"
needs_root "confide-watch marks what it must"
prepare "confide-watch marks what it must"
may_log_in || { skip "confide-watch marks what it must" "the kernel does not let us set a loginuid"; finish; }
mkdir "$work/away" "$work/inventory"

# ---- folder marks, on a file system that holds other things too ------------------------------------------------------------
ok "a record moved out of the folders" as 1 bash -c "mv '$records/P1/1' '$work/tmpfs/taken'; sleep 0.2"
ok "... is a rename that names where it went" saw '"action":"rename".*"patient":"P1".*/P1/1","to":"[^"]*/tmpfs/taken".*moved to a folder that is not watched'
ok "a hard link made outside" as 1 python3 -c "import os, time; os.link('$records/P1/2', '$work/tmpfs/second'); time.sleep(0.3)"
ok "... is told with the person and where it is" saw '"action":"export".*"login":"daemon".*"to":"[^"]*/tmpfs/second"'
ok "a read by that name" as 1 cat "$work/tmpfs/second"
ok "... is seen" saw '"action":"read".*"login":"daemon".*/tmpfs/second'
ok "a link of a file that is no record" as 1 bash -c "echo x >'$work/tmpfs/x'; ln '$work/tmpfs/x' '$work/tmpfs/y'; cat '$work/tmpfs/y'; sleep 0.3"
refuses "... is nobody's business" grep -q 'tmpfs/[xy]"' "$work/eye.log"
ok "renames beside the records" as 1 bash -c "mv '$work/tmpfs/x' '$work/tmpfs/z'; mkdir '$work/tmpfs/dir'; mv '$work/tmpfs/dir' '$work/tmpfs/dir2'; sleep 0.2"
refuses "... neither" grep -qE 'tmpfs/(z|dir)' "$work/eye.log"

ok "a program that calls itself as a part of the evidence" as 1 bash -c "cp /bin/cat '$work/link of '; exec '$work/link of ' '$records/P1/3'"
ok "... is one word in it" saw '/P1/3".*comm=link_of_"'

# ---- a file system of their own ---------------------------------------------------------------------------------------------
stop eye
own=$work/own; mkdir "$own"
mount -t tmpfs -o mode=755 tmpfs "$own" && mkdir "$own/P1" && echo of P1 >"$own/P1/1"
printing "$own"
ok "a record folder that is a file system is marked as a whole" grep -q 'watching .*own: the whole file system' "$work/eye.log"
first_opens() { for i in $(seq 50); do as 1 bash -c "mkdir -p '$own/N$i/a/b' && echo x >'$own/N$i/a/b/f' && cat '$own/N$i/a/b/f'" || return; done; }
ok "fifty records opened in folders made a moment before" first_opens
seen_all() { [ "$(grep '"login":"daemon"' "$work/eye.log" | grep -o '"patient":"N[0-9]*","object":"[^"]*/a/b/f"' | sort -u | wc -l)" = 50 ]; }
ok "... are all told, with patient and person" until_true 5 seen_all
refuses "... and there is no gap about new folders" grep -q new-folder "$work/eye.log"
ok "a hard link within it" as 1 bash -c "echo x >'$own/P1/3'; ln '$own/P1/3' '$own/second'; cat '$own/second'"
ok "... is watched by either name" saw '"action":"read".*"login":"daemon".*own/second'
mkdir "$work/bound"; mount --bind "$own/P1" "$work/bound"
ok "a read through a bind mount of one folder" as 1 cat "$work/bound/1"
ok "... is the patient's all the same" saw '"action":"read".*"login":"daemon","patient":"P1","object":"[^"]*/own/P1/1"'
umount "$work/bound"
if mkdir "$work/lower" "$work/upper" "$work/tmpfs/upper" "$work/tmpfs/work" "$work/merged" && \
    mount -t overlay overlay -o "lowerdir=$own,upperdir=$work/tmpfs/upper,workdir=$work/tmpfs/work" "$work/merged" 2>/dev/null; then
    before=$(grep -c '"action":"read"' "$work/eye.log")
    ok "a read through an overlay whose lower layer it is" as 1 cat "$work/merged/P1/1"
    more_reads() { [ "$(grep -c '"action":"read"' "$work/eye.log")" -gt "$before" ]; }
    ok "... is seen" until_true 5 more_reads
    umount "$work/merged"
else
    skip "a read through an overlay is seen" "overlayfs is not there"
fi
umount "$own"; sleep 1.5
ok "its unmounting is told" saw '"kind":"device","action":"missing".*/own"'
mount -t tmpfs -o mode=755 tmpfs "$own" && mkdir "$own/P9" && echo of P9 >"$own/P9/1"
ok "when it is back it is watched again" until_true 5 sh -c "[ \$(grep -c 'watching .*own: the whole file system' '$work/eye.log') = 2 ]"
ok "a read then" as 1 cat "$own/P9/1"
ok "... is seen" saw '"action":"read".*"patient":"P9"'
stop eye; umount "$own"
finish
