# in_world CLAIM DRIVER FILE...: what `make install` puts in place, under a real systemd in a world of its own (with-systemd); DRIVER and FILEs of this
# folder stand in its /test, and DRIVER's claims are this test's. Skips CLAIM where there can be no such world.
in_world() {
    local claim=$1 driver=$2 file code; shift 2
    needs_root "$claim"
    [ -z "${SANITIZE:-}" ] || { skip "$claim" "the sandboxes' limits are not made for AddressSanitizer"; finish; }
    { echo "set -e"
      echo "make -s -C '$top' B='$B' DESTDIR=\"\$1\" install; systemd-sysusers --root=\"\$1\" confide.conf; mkdir -p \"\$1/test\""
      for file in lib.sh "$driver" "$@"; do echo "cp '$top/tests/system/$file' \"\$1/test/\""; done; } >"$work/prepare"
    mkdir "$work/world"
    "$top/tests/system/with-systemd" "$work/world" "$work/prepare" "/test/$driver" 2>"$work/prepare.log" >"$work/said"; code=$?
    [ "$code" != 77 ] || { skip "$claim" "$(cat "$work/said")"; return; }
    cat "$work/said"
    ok "$claim" test "$code" = 0
    [ "$code" = 0 ] || sed 's/^/    # /' "$work/prepare.log"
}
