#!/bin/bash
# Who works against the watch from within a record folder: by storms of renames, by depth. It goes on, and says what it cannot see.
[ "$(id -u)" != 0 ] || [ -n "${PRIVATE:-}" ] || ! unshare -m true 2>/dev/null || PRIVATE=1 exec unshare -m bash "$0" "$@"
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/watch-lib.sh"
needs_root "confide-watch bears hostile work"
prepare "confide-watch bears hostile work"
command -v perl >/dev/null || { skip "confide-watch bears hostile work" "no perl here"; finish; }


# ---- depth: step by step anybody gets to where no path leads -------------------------------------------------------------------
deep() { (cd "$records/P1" && perl -e '$n = "d" x 250; for (1..20) { mkdir $n or die; chdir $n or die }'); }
ok "folders so deep that no path leads there" deep
ok "... are said not to be watched" until_true 5 grep -q 'cannot be watched, the first is .*File name too long' "$work/eye.log"
ok "... once" [ "$(grep -c 'File name too long' "$work/eye.log")" = 1 ]

# ---- storms -----------------------------------------------------------------------------------------------------------------------
many() { (cd "$records/P2" && perl -e 'for (1..30000) { mkdir "n$_" or die }'); }
churn() { (cd "$records/P1" && perl -e '$t = time; while (time - $t < 4) { $n++; mkdir "s$n"; rename "s$n", "t"; rmdir "t" }'); }
swap() { (cd "$records" && perl -e '$t = time; while (time - $t < 4) { rename "P2", "Q"; rename "Q", "P2" }'); }
ok "folders made, renamed and removed without end" churn
ok "thirty thousand folders meanwhile" many
sleep 3
ok "a folder of thirty thousand renamed without end" swap
sleep 2
ok "... and it goes on" until_true 20 bash -c "mkdir -p '$records/P3/a'; echo x >'$records/P3/a/f'; sleep 0.5; cat '$records/P3/a/f'; sleep 0.5; grep -q '\"action\":\"read\".*\"patient\":\"P3\"' '$work/eye.log'"
finish
