# The installed units under a real systemd: they start, see, judge and tell inside their sandboxes, and come back when killed (in-systemd has the claims).
. "$(dirname "$0")/lib.sh"
[ -z "${VALGRIND:-}" ] || { skip "the units" "the programs here are wrappers for valgrind"; finish; }

# exposure UNIT TENTHS: by `systemd-analyze security`, from 0 (closed) to 100 (open).
exposure() { (cd "$top/systemd" && systemd-analyze security --offline=true --threshold="$2" "./$1.service"); }
ok "the judge's sandbox leaves 0.5 of 10 open at most" exposure confided 5
ok "the voice's leaves 1.3" exposure confide-post 13
ok "the eye's leaves 1.6, fanotify included" exposure confide-watch 16

claim="the installed units work under systemd"
needs_root "$claim"
[ -z "${SANITIZE:-}" ] || { skip "$claim" "the sandboxes' limits are not made for AddressSanitizer"; finish; }
cat >"$work/prepare" <<END
set -e
make -s -C "$top" B="$B" DESTDIR="\$1" install
systemd-sysusers --root="\$1" confide.conf
mkdir -p "\$1/test"; cp "$top"/tests/system/{lib.sh,in-systemd,endpoint,make-ca} "\$1/test/"
END
mkdir "$work/world"
"$top/tests/system/with-systemd" "$work/world" "$work/prepare" /test/in-systemd 2>"$work/prepare.log" >"$work/said"; code=$?
if [ "$code" = 77 ]; then
    skip "$claim" "$(cat "$work/said")"
else
    cat "$work/said"
    ok "$claim" test "$code" = 0
    [ "$code" = 0 ] || sed 's/^/    # /' "$work/prepare.log"
fi
finish
