#!/bin/bash
# The short form of tests/endurance/nth: at points all over one delivery a call of confide-post fails, and the report arrives all the same.
# Beside the others.
. "$(dirname "$0")/lib.sh"
claim="whichever call of confide-post fails, the report arrives"
[ -z "${SANITIZE:-}" ] || { skip "$claim" "AddressSanitizer makes the allocations itself"; finish; }
# strace needs to trace: where that is not granted there is nothing to see.
strace -qq -o /dev/null true 2>/dev/null || { skip "$claim" "strace may not trace here"; finish; }
B=$B timeout 280 "$top/tests/endurance/nth" "${NTH:-5}" || failed=1
finish
