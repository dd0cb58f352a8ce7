# The installed units under a real systemd: they start, see, judge and tell inside their sandboxes, and come back when killed (in-systemd has the claims).
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/world-lib.sh"
[ -z "${VALGRIND:-}" ] || { skip "the units" "the programs here are wrappers for valgrind"; finish; }

# exposure UNIT TENTHS: by `systemd-analyze security`, from 0 (closed) to 100 (open).
exposure() { (cd "$top/systemd" && systemd-analyze security --offline=true --threshold="$2" "./$1.service"); }
ok "the judge's sandbox leaves 0.5 of 10 open at most" exposure confided 5
ok "the voice's leaves 1.3" exposure confide-post 13
ok "the eye's leaves 1.8, fanotify, the news of processes and a lower priority included" exposure confide-watch 18

in_world "the installed units work under systemd" in-systemd endpoint make-ca
finish
