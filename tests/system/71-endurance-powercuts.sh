#!/bin/bash
# The short form of tests/endurance/powercuts, where its guest is there already: making it takes minutes and a mirror of Debian (make endurance does).
. "$(dirname "$0")/lib.sh"
claim="after a power cut all that was acknowledged is there"
needs_root "$claim"
[ -z "${SANITIZE:-}" ] || { skip "$claim" "the guest has no AddressSanitizer"; finish; }
command -v qemu-system-x86_64 >/dev/null && command -v qemu-img >/dev/null || { skip "$claim" "QEMU is missing; tests/deps qemu installs it"; finish; }
[ "$(cat "$B-qemu/made" 2>/dev/null)" = "$(sha256sum "$top/tests/qemu/furnish" | cut -c1-64)" ] || { skip "$claim" "there is no guest in $B-qemu; make endurance makes it"; finish; }
B=$B timeout 280 "$top/tests/endurance/powercuts" "${CUTS:-2}" 1 || failed=1
finish
