#!/bin/bash
# The short form of tests/endurance/outage: an endpoint that is down for half a day and up for ten minutes, a few times beside each other.
. "$(dirname "$0")/lib.sh"
claim="down for hours and up for ten minutes, an endpoint gets all that waited"
[ -z "${SANITIZE:-}" ] || { skip "$claim" "what is preloaded to let time pass faster must stand before AddressSanitizer"; finish; }
B=$B SPEED=${SPEED:-500} timeout 280 "$top/tests/endurance/outage" "${RUNS:-3}" "${HOURS:-8}" || failed=1
finish
