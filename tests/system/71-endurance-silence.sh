#!/bin/bash
# The short form of tests/endurance/silence: an agent that is killed, held up, removed or cut off is missed within ten minutes.
# Beside the others.
. "$(dirname "$0")/lib.sh"
claim="an agent that falls silent is missed within ten minutes"
[ -z "${SANITIZE:-}" ] || { skip "$claim" "what is preloaded to let time pass faster must stand before AddressSanitizer"; finish; }
B=$B SPEED=${SPEED:-20} AT_ONCE=4 timeout 280 "$top/tests/endurance/silence" "${RUNS:-1}" || failed=1
finish
