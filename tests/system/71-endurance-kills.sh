#!/bin/bash
# The short form of tests/endurance/kills: the programs and the endpoint die by SIGKILL at any moment, behind a network that lies, and every report is there once.
. "$(dirname "$0")/lib.sh"
claim="killed at any moment, no report is lost and none comes twice"
[ -z "${SANITIZE:-}" ] || { skip "$claim" "what is preloaded to let an hour pass must stand before AddressSanitizer"; finish; }
B=$B timeout 250 "$top/tests/endurance/kills" "${KILLS:-120}" || failed=1
finish
