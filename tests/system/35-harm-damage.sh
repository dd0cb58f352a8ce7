#!/bin/bash
# Ransomware stand-ins at three files a second: five programs, in place, with a new extension, copied and deleted; and further ways.
# Each is reported before it touches its sixth file.
[ "$(id -u)" != 0 ] || [ -n "${PRIVATE:-}" ] || ! unshare -m true 2>/dev/null || PRIVATE=1 exec unshare -m bash "$0" "$@"
. "$(dirname "$0")/lib.sh"; . "$(dirname "$0")/ctl-lib.sh"; . "$(dirname "$0")/watch-lib.sh"; . "$(dirname "$0")/harm-lib.sh"
needs_root "damage is reported in time"
clinic_of_records "damage is reported in time"

# ---- the five programs: PROGRAM PATTERN FILE... says each file that it is done with
by_c()   { exec "$B/drivers/harm" "$1" "${@:2}"; }
by_map() { exec "$B/drivers/harm" "map${1#write}" "${@:2}"; }
cat >"$work/by.py" <<'PY'
import hashlib, os, sys, time
def stream(data):
    key = b"".join(hashlib.sha256(b"%d" % n).digest() for n in range(len(data) // 32 + 1))
    return bytes(a ^ b for a, b in zip(data, key))
for path in sys.argv[2:]:
    with open(path, "rb") as file: data = stream(file.read())
    if sys.argv[1] == "copy":
        with open(path + ".crypt", "wb") as file: file.write(data)
        os.remove(path)
    else:
        with open(path, "r+b") as file: file.write(data)
    if "rename" in sys.argv[1]: os.rename(path, path + ".crypt")
    print(path, flush=True); time.sleep(1 / 3)
PY
by_python() { exec python3 "$work/by.py" "$@"; }
cat >"$work/by.pl" <<'PL'
use strict; $| = 1; my $how = shift; srand 7;
for my $path (@ARGV) {
    open(my $in, '<:raw', $path) or die; local $/; my $data = <$in>; close $in;
    $data ^= join '', map { chr int rand 256 } 1 .. length $data;
    my $to = $how eq 'copy' ? "$path.a8f3k" : $path;
    open(my $out, $how eq 'copy' ? '>:raw' : '+<:raw', $to) or die; print $out $data; close $out;
    unlink $path if $how eq 'copy';
    rename $path, "$path.a8f3k" if $how =~ /rename/;
    print "$path\n"; select undef, undef, undef, 1 / 3;
}
PL
by_perl() { exec perl "$work/by.pl" "$@"; }
by_shell() {
    local how=$1 file; shift
    for file; do
        if [ "$how" = copy ]; then
            openssl enc -aes-256-ctr -pbkdf2 -iter 1 -k x -in "$file" -out "$file.enc" && rm "$file"
        else
            openssl enc -aes-256-ctr -pbkdf2 -iter 1 -k x -in "$file" | dd of="$file" conv=notrunc status=none
            [ "$how" = write ] || mv "$file" "$file.enc"
        fi
        echo "$file"; sleep 0.33
    done
}

# in_time LOGIN COMMAND...: while the command goes over its eight files, a case of damage about the login comes before the sixth is done.
in_time() {
    local login=$1 count=9 pid; shift
    : >"$work/hit"
    (echo "$login" >/proc/self/loginuid && "$@" "${files[@]}") >"$work/hit" 2>"$work/hit.err" & pid=$!
    for _ in $(seq 100); do
        if [ -n "$(found "$login" damage)" ]; then count=$(wc -l <"$work/hit"); break; fi
        sleep 0.05
    done
    kill "$pid" 2>/dev/null; wait "$pid" 2>/dev/null
    cat "$work/hit.err"
    echo "reported when $count were done"
    echo "$count" >>"$work/counts"
    [ "$count" -le 5 ]
}

login=60100
for program in c map python perl shell; do
    for pattern in write write+rename copy; do
        case $program/$pattern in map/copy) continue ;; esac # a copy is no memory map
        patient "$program-$pattern"; login=$((login + 1))
        ok "$program, $pattern: reported before the sixth file" in_time $login by_$program $pattern
    done
done
for way in empty save anew; do
    patient "c-$way"; login=$((login + 1))
    ok "$way: reported before the sixth file" in_time $login by_c $way
done
says "who did it is in the case" '"login":"60101"' found 60101 damage
ok "and it says what it is" sh -c "grep -q 'unreadable within' '$work/out'"
ok "nobody else is accused" test -z "$(ctl --json cases | jq -r 'select(.class == "damage" and (.login | test("^601") | not)) | .login')"
sort -n "$work/counts" | uniq -c | awk '{ printf "# %d reported after %d files\n", $1, $2 }'

# ---- a process for each file, gone before anyone can look
patient brief
brief() { for file; do openssl enc -aes-256-ctr -pbkdf2 -iter 1 -k x -in "$file" >"$work/x"; dd if="$work/x" of="$file" conv=notrunc status=none; echo "$file"; sleep 0.33; done; }
ok "a process of its own for each file: reported before the sixth" in_time 60199 brief

# ---- cut short by name, without an open; made elsewhere and moved over the record
patient short
short() { exec python3 -c 'import os, sys, time
for path in sys.argv[1:]: os.truncate(path, 0); print(path, flush=True); time.sleep(1 / 3)' "$@"; }
ok "truncate(2) of each file: reported before the sixth" in_time 60198 short
patient over; mkdir -p "$work/tmpfs/desk"
over() { for file; do openssl enc -aes-256-ctr -pbkdf2 -iter 1 -k x -in "$file" -out "$work/tmpfs/desk/x"; mv "$work/tmpfs/desk/x" "$file"; echo "$file"; sleep 0.33; done; }
ok "encrypted elsewhere and moved over the record: reported before the sixth" in_time 60197 over

# ---- decoys
ok "decoys are planted" ctl canary plant --each
settles
ok "planting them is no case" test -z "$(ctl --json cases | jq -c 'select(.rules | index("canary") or index("canary-gone"))')"
ok "looking at one" as 60200 cat "$records/marks/.confide-canary.pdf"
touch_decoy() { as 60201 bash -c "echo mine >'$records/marks/.confide-canary.pdf'"; until_true 5 eval 'rules_of 60201 damage | grep -qw canary'; }
ok "the first change of one is a case" touch_decoy
rename_decoy() { as 60202 mv "$records/brief/.confide-canary.doc" "$records/brief/x.locked"; until_true 5 eval 'rules_of 60202 damage | grep -qw canary'; }
ok "and so is its renaming" rename_decoy
delete_decoy() { as 60203 rm "$records/brief/.confide-canary.pdf"; until_true 5 eval 'rules_of 60203 loss | grep -qw canary-gone'; }
ok "its deletion is a loss" delete_decoy
ok "who only looked is accused of nothing" quiet 60200
stop eye; stop confided
finish
