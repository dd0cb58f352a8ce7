#!/bin/bash
# Trees of every shape: a hundred thousand files in one folder, folders beyond any path's length, names that are no text, a tree that changes.
[ "$(id -u)" != 0 ] || [ -n "${PRIVATE:-}" ] || ! unshare -m true 2>/dev/null || PRIVATE=1 exec unshare -m bash "$0" "$@"
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/inventory-lib.sh"
prepare "the inventory of any tree"
command -v python3 >/dev/null || { skip "the inventory of any tree" "needs python3"; finish; }
life() { pause; play seeing compare wait stop; }
gone() { ! grep -q '^State:	[RSD]' "/proc/$1/status" 2>/dev/null; }
quiet() { unsaid '^vanished|^altered'; }

# ---- names
python3 - "$records" <<'EOF'
import os, sys
root = os.fsencode(sys.argv[1])
for name in [b"a\nb", b"\xff\xfe", b"\x01", b"x" * 255, b"\xc3\xa9" * 127, b" ", b"-rf", b"$(x)", b"\\", b".confide-canary-1", b"a", b"a-b", b"a b"]:
    os.close(os.open(root + b"/P1/n" + name[:254], os.O_CREAT))
os.mkdir(root + b"/P1/\n"); os.close(os.open(root + b"/P1/\n/\n", os.O_CREAT))
os.mkfifo(root + b"/P1/pipe"); os.symlink("1", root + b"/P1/link"); os.symlink("/", root + b"/P1/world"); os.mkdir(root + b"/P1/empty")
EOF
life
ok "names of any bytes are listed, and pipes, links and empty folders are not" grep -qx "done 32" "$work/said"
life
ok "... and are the same the next time" eval 'quiet && grep -qx "done 32" "$work/said"'
rm "$records/P1/n"$'a\nb' "$records/P1/"$'\n/\n' "$records/P1/link"; rm "$records/P1/5"; ln -s 6 "$records/P1/5"; life
ok "one with a new line in its name is told in one line" grep -q '^vanished .*/P1/na\\x0ab$' "$work/said"
ok "... and one below such a folder" grep -q '^vanished .*/P1/\\x0a/\\x0a$' "$work/said"
ok "... a record that is a link now has vanished" grep -q '^vanished .*/P1/5$' "$work/said"
ok "... and a link was no record" unsaid 'link$'

# ---- depth
python3 - "$records" <<'EOF'
import os, sys
os.chdir(sys.argv[1])
for depth in range(40):
    os.mkdir("d" * 250); os.chdir("d" * 250)
open("record", "w").close()
os.chdir(sys.argv[1])
for depth in range(300):
    os.mkdir("e"); os.chdir("e"); open("record", "w").close()
EOF
life
ok "a record in a path of 10,000 bytes is listed, and 255 folders deep" grep -qx "done 285" "$work/said"
ok "... and what is deeper is said to be left out" grep -q '^wrong .*below more than 256 folders' "$work/said"
life
ok "... and is the same the next time" quiet
python3 - "$records" <<'EOF'
import os, sys
os.chdir(sys.argv[1])
for depth in range(40):
    os.chdir("d" * 250)
os.unlink("record")
EOF
life
ok "what vanishes so deep is told" grep -q "^vanished .*/ddd" "$work/said"
rm -rf "$records"/d* "$records/e"

# ---- many
many() { python3 -c 'import os, sys
os.makedirs(sys.argv[1], exist_ok=True)
for i in range(int(sys.argv[2])): os.close(os.open(f"{sys.argv[1]}/record-{i * 7919 % 1000000:07d}", os.O_CREAT))' "$@"; }
rm -rf "$lists" "$records"; fill; many "$records/many" 100000
life
ok "100,000 files in one folder are listed" grep -qx "done 100018" "$work/said"
rm "$records/many/record-0007919" "$records/many/record-0500001" 2>/dev/null; echo x >>"$records/many/record-0000000"; life
ok "... one of them that vanished is found, and one that was changed" eval 'grep -q "^vanished .*-0007919$" "$work/said" && grep -q "^altered .*-0000000$" "$work/said"'
ok "... and no other" test "$(grep -c '^vanished\|^altered' "$work/said")" = 2

watch seeing compare "hear 200" compare compare compare wait wait "hear 3000"; said '^wrong|^done'; over
ok "asked for again and again while one is under way, it makes exactly one more" test "$(grep -c '^done' "$work/said")" = 2

watch pid seeing compare "hear 300" die; until_true 3 grep -q '^pid' "$work/said"; pid=$(sed -n 's/^pid //p' "$work/said")
wait "$watcher" 2>/dev/null; began=$(date +%s%3N); until_true 5 gone "$pid"; exec 9>&-
ok "in the midst of an inventory it does not outlive its watcher by more than a moment" test $(($(date +%s%3N) - began)) -lt 1500

# ---- a tree that changes while it is read: everything seen, nothing lost
rm -rf "$lists"; life
watch seeing compare
(for i in $(seq 400); do
    f=$(printf '%s/many/record-%07d' "$records" $((i * 7919 % 1000000))); [ -e "$f" ] && rm "$f" && tell "removed $f"
    echo "$i" >"$records/P2/new$i"; mv "$records/P2/new$i" "$records/P2/$((i % 9 + 1))"; tell "removed $records/P2/new$i"
    mkdir "$records/Z$i"; echo x >"$records/Z$i/1"; mv "$records/Z$i" "$records/A$i"; tell "removed $records/Z$i"
done) & doer=$!
for _ in $(seq 30); do tell compare "hear 10"; sleep 0.3; done
wait "$doer"; tell compare wait "hear 3000"; over
ok "a tree that changes while it is read, seen by the watch, loses nothing" quiet
ok "... in several inventories" test "$(grep -c '^done' "$work/said")" -ge 3
life
ok "... nor does it afterwards" quiet
finish
