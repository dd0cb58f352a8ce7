#!/bin/bash
# Every way of touching a record: it is seen and names the right person and patient, or confide-watch(8) says that it is not. Once with the records in folders
# beside other files, once on a file system of their own.
[ "$(id -u)" != 0 ] || [ -n "${PRIVATE:-}" ] || ! unshare -m true 2>/dev/null || PRIVATE=1 exec unshare -m bash "$0" "$@"
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/watch-lib.sh"
limit=280
needs_root "every touch of a record is seen, or said not to be"
prepare "every touch of a record is seen, or said not to be"
may_log_in || { skip "every touch of a record is seen, or said not to be" "the kernel does not let us set a loginuid"; finish; }
touches=$B/drivers/touches page=$top/agent/watch/confide-watch.8 out=$work/out-of-them

# event ACTION FILE [PATIENT]: what a line says when the person (loginuid 1) did ACTION to FILE.
event() { echo "\"action\":\"$1\".*\"login\":\"daemon\",\"patient\":\"${3:-P1}\",\"object\":\"[^\"]*/records/$2\""; }
taken="(read|export)" # of what went somewhere else, too
says_so() { tr '\n' ' ' <"$page" | grep -qF -- "$1"; }

# row WHAT PATTERN COMMAND...: the person does it, and then it has been seen.
row() {
    local what=$1 pattern=$2 code=0; shift 2
    as 1 "$@" >"$work/did" 2>&1 || code=$?
    case $code in
    0) ok "$where: $what is seen, with person and patient" saw "$pattern" ;;
    77) skip "$where: $what" "refused here: $(head -1 "$work/did")" ;;
    *) bad "$where: $what succeeds" "$work/did" ;;
    esac
}

# Where the kernel must tell of it and an old one does not: else as `row`.
row_or_told() { # WHAT SENTENCE PATTERN COMMAND...
    local what=$1 sentence=$2 pattern=$3; shift 3
    as 1 "$@" >"$work/did" 2>&1 || { bad "$where: $what succeeds" "$work/did"; return; }
    if until_true 5 grep -qE -- "$pattern" "$work/eye.log"; then good "$where: $what is seen, with person and patient"
    else ok "$where: $what is not seen under Linux $(uname -r | cut -d- -f1), and the manual says so" says_so "$sentence"; fi
}

# unseen WHAT SENTENCE PATTERN COMMAND...: it is not seen and SENTENCE stands in the manual, or it is seen and that does not stand there.
unseen() {
    local what=$1 sentence=$2 pattern=$3 seen=no; shift 3
    as 1 "$@" >"$work/did" 2>&1 || { bad "$where: $what succeeds" "$work/did"; return; }
    until_true 2 grep -qE -- "$pattern" "$work/eye.log" && seen=yes
    if [ $seen = no ]; then ok "$where: $what is not seen, and the manual says so" says_so "$sentence"
    else refuses "$where: $what is seen, and the manual does not say otherwise" says_so "$sentence"; fi
}

files() { local n; mkdir -p "$records/P1"; for n in "$@"; do echo "of P1, record $n" >"$records/P1/$n"; done; }

opens() {
    row "open and read" "$(event read P1/1)" cat "$records/P1/1"
    row "mmap" "$(event read P1/mmap)" "$touches" mmap "$records/P1/mmap"
    row "O_PATH and a reopen by /proc" "$(event read P1/path)" "$touches" path "$records/P1/path"
    row "sendfile" "$(event "$taken" P1/sendfile)" "$touches" sendfile "$records/P1/sendfile" "$out/sendfile"
    row "copy_file_range" "$(event "$taken" P1/range)" "$touches" copy_file_range "$records/P1/range" "$beside/range"
    row "an open by io_uring" "$(event read P1/uring)" "$touches" io_uring "$records/P1/uring"
    row "an open by io_uring's worker" "$(event read P1/worker)" "$touches" io_uring-worker "$records/P1/worker"
    row "open_by_handle_at" "$(event read P1/handle)" "$touches" handle "$records/P1/handle" "$records"
    row "a symbolic link from elsewhere" "$(event read P1/symlink)" cat "$out/symlink"
    row "exec" "$(event read P1/program)" "$records/P1/program"
    row "an open that is refused by its mode but not to root" "$(event read P1/closed)" cat "$records/P1/closed"
}

# The same file by another name or in another's view.
views() {
    local overlay="before 6.5 does not tell what is read through an overlay" # its overlayfs opens the file below with FMODE_NONOTIFY
    mkdir -p "$out/bound" "$out/merged"
    mount --bind "$records/P1" "$out/bound"
    row "a bind mount elsewhere" "$(event read P1/bound)" cat "$out/bound/bound"
    umount "$out/bound"
    if mount -t overlay -o "lowerdir=$records/P1:$out/bound" overlay "$out/merged" 2>/dev/null; then
        row_or_told "an overlay above the records, as a container has it" "$overlay" "$(event read P1/lower)" cat "$out/merged/lower"
        umount "$out/merged"
    else
        skip "$where: an overlay above the records" "no overlayfs here"
    fi
    if setpriv --reuid=1 --regid=1 --clear-groups unshare -Urm true 2>/dev/null; then
        row "a user and mount namespace of one's own" "$(event read P1/namespace)" \
            setpriv --reuid=1 --regid=1 --clear-groups unshare -Urm cat "$records/P1/namespace"
        row_or_told "an overlay of one's own in there" "$overlay" "$(event read P1/own)" setpriv --reuid=1 --regid=1 --clear-groups \
            unshare -Urm bash -c "mount -t overlay -o 'lowerdir=$records/P1:$out/bound' overlay '$out/merged' && cat '$out/merged/own'"
    else
        skip "$where: a user and mount namespace of one's own" "unprivileged user namespaces are refused"
    fi
}

# Names that lead out of the watched folders: on a file system of their own there is no such place.
links() {
    unseen "a hard link outside, made before the start, and read" "was not running are found only by the inventory" "$(event read P1/early)" cat "$beside/early-link"
    as 1 ln "$records/P1/linked" "$beside/late-link"; sleep 1
    ok "$where: a hard link outside is seen when it is made" saw '"action":"export".*"login":"daemon".*"to":"[^"]*/late-link"'
    row "what is read by it" "\"action\":\"read\".*\"login\":\"daemon\".*(/P1/linked|/late-link)\"" cat "$beside/late-link"
}

new_folders() {
    row "a new folder" "$(event create P8/ P8)" mkdir "$records/P8"
    as 1 bash -c "mkdir -p '$records/P9/scans' && echo x >'$records/P9/scans/1'"; as 2 cat "$records/P9/scans/1" >"$work/did"
    ok "$where: a file in a folder made a moment ago, opened by another person, is seen, or told as a gap" \
        saw '"action":"read".*"login":"bin","patient":"P9".*/P9/scans/1"|"action":"gap".*"object":"[^"]*/records/P9'
    sleep 0.5
    row "... and its next read is seen" "$(event read P9/scans/1 P9)" cat "$records/P9/scans/1"
}

names() {
    row "a rename" "$(event rename P1/name),\"to\":\"[^\"]*/P1/name2\"" mv "$records/P1/name" "$records/P1/name2"
    row "a rename to another patient" "$(event rename P1/moved),\"to\":\"[^\"]*/P2/moved\"" mv "$records/P1/moved" "$records/P2/moved"
    if [ "$beside" != "$records" ]; then
        row "a rename out of the records" "$(event "(rename|export)" P1/gone)" mv "$records/P1/gone" "$beside/gone"
        row "a rename into them" "$(event create P1/gone)" mv "$beside/gone" "$records/P1/gone"
    fi
    row "mv to another file system, the read" "$(event "$taken" P1/carried)" mv "$records/P1/carried" "$out/carried"
    ok "$where: ... and the delete" saw "$(event delete P1/carried)"
    row "unlink" "$(event delete P1/unlinked)" rm "$records/P1/unlinked"
    row "mkdir" "$(event create P1/folder/)" mkdir "$records/P1/folder"
    row "rmdir" "$(event delete P1/folder/)" rmdir "$records/P1/folder"
    row "create" "$(event create P1/made)" touch "$records/P1/made"
    row "a hard link inside" "$(event create P1/twin)" ln "$records/P1/1" "$records/P1/twin"
    row "a file without a name that gets one" "$(event create P1/named)" "$touches" tmpfile "$records/P1/named" "$records/P1"
}

writes() {
    row "overwriting by O_TRUNC" "$(event update P1/trunc)" dd if=/dev/zero of="$records/P1/trunc" bs=16 count=1 status=none
    row "overwriting in place" "$(event update P1/notrunc)" dd if=/dev/zero of="$records/P1/notrunc" bs=4 count=1 conv=notrunc status=none
    row "appending" "$(event update P1/append)" bash -c "echo more >>'$records/P1/append'"
    row "ftruncate" "$(event update P1/ftruncate)" "$touches" ftruncate "$records/P1/ftruncate"
    row "truncate(2), which opens nothing" "$(event update P1/truncate)" "$touches" truncate "$records/P1/truncate"
    row "punching a hole" "$(event update P1/punch)" "$touches" punch "$records/P1/punch"
    row "rewriting as ransomware does, the read" "$(event read P1/victim)" \
        bash -c "openssl enc -aes-256-cbc -pbkdf2 -pass pass:x -in '$records/P1/victim' -out '$records/P1/victim.enc' && rm '$records/P1/victim'"
    ok "$where: ... the copy" saw "$(event create P1/victim.enc)"
    ok "$where: ... and the delete" saw "$(event delete P1/victim)"
}

# What is about a record and not a record.
about() {
    local rest="owner, extended attributes or ACLs are not told"
    local rights='"login":"daemon","patient":"P1".*/P1/%s".*"signs":"[^"]*widened'
    # version 2; owner rw, user 2 r, group nothing, mask r, others nothing (linux/posix_acl_xattr.h)
    local acl='import os, struct, sys
acl = struct.pack("<I", 2) + b"".join(struct.pack("<HHi", *entry) for entry in [(1, 6, -1), (2, 4, 2), (4, 0, -1), (16, 4, -1), (32, 0, -1)])
os.setxattr(sys.argv[1], "system.posix_acl_access", acl)'
    row "chmod that lets more people in" "$(printf "$rights" mode)" chmod 666 "$records/P1/mode"
    unseen "an ACL that lets another person in" "$rest" "$(printf "$rights" acl)" python3 -c "$acl" "$records/P1/acl"
    unseen "chown" "$rest" '"login":"daemon".*/P1/owner"' chown 2 "$records/P1/owner"
    unseen "setxattr" "$rest" '"login":"daemon".*/P1/xattr"' python3 -c "import os; os.setxattr('$records/P1/xattr', 'trusted.a', b'b')"
    unseen "touch" "changes of times" '"login":"daemon".*/P1/times"' touch -c "$records/P1/times"
    unseen "stat" "Opening a folder, listing it," '"login":"daemon".*/P1/stat"' stat "$records/P1/stat"
    unseen "listing a folder" "Opening a folder, listing it," '"program":"[^"]*/ls"' ls -l "$records/P1"
}

# rows NAME RECORDS BESIDE: BESIDE is on the same file system as the records and outside them, or the records themselves where there is no such place.
rows() {
    where=$1 records=$2 beside=$3
    mkdir -p "$records/P2"
    files 1 mmap path sendfile range uring worker handle symlink closed bound lower own namespace early linked name moved gone carried unlinked trunc notrunc append \
        ftruncate truncate punch victim mode acl owner xattr times stat
    chmod 600 "$records/P1/closed" "$records/P1/mode" "$records/P1/acl"; cp "$(type -P true)" "$records/P1/program"
    ln -sf "$records/P1/symlink" "$out/symlink"
    [ "$beside" = "$records" ] || ln -f "$records/P1/early" "$beside/early-link"
    printing "$records"; sleep 1.5
    opens; views; new_folders; names; writes; about
    [ "$beside" = "$records" ] || links
    stop eye
}

mkdir "$out" "$work/tmpfs/beside"
rows "in folders" "$work/tmpfs/records" "$work/tmpfs/beside"
mkdir -p "$work/own/records"
if mount -t tmpfs -o mode=755 tmpfs "$work/own/records"; then
    rows "on a file system of its own" "$work/own/records" "$work/own/records"
    umount "$work/own/records"
fi
finish
