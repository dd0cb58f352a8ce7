#!/bin/bash
# Whose print job it is: a cupsd of our own, with a printer that fills a file, and jobs by lp.
[ "$(id -u)" != 0 ] || [ -n "${PRIVATE:-}" ] || ! unshare -m true 2>/dev/null || PRIVATE=1 exec unshare -m --propagation private bash "$0" "$@"
. "$(dirname "$0")/lib.sh"; . "$(dirname "$0")/device-lib.sh"; . "$(dirname "$0")/print-lib.sh"
claim="print jobs have an owner"
needs_root "$claim"; own_mounts "$claim"; build_driver
find_cups "$claim"
spool=$work/cups/spool
piped() { echo "of P8" | print_as 1 -d paper; }
take() { stop jobs; start jobs timeout -s KILL 100 "$devices" printing "$spool"; sleep 0.4; }
jobs_told() { [ "$(grep -c '^{' "$work/jobs.log")" = "$1" ] || { cat "$work/jobs.log"; return 1; }; }
printed() { [ "$(lpstat -h "$socket" -W completed -o | grep -c .)" = "$1" ]; }
echo "of P7" >"$work/letter.txt"; chmod 644 "$work/letter.txt"

take
ok "a spool folder that is not there yet is nothing to speak of" jobs_told 0
ok "cupsd starts" cups
ok "a printer" printer paper
ok "somebody prints" print_as 1 -d paper -t "Letter of P7" "$work/letter.txt"
ok "... and whose job it is is told, with title, printer and number" said jobs '"action":"create".*"login":"daemon","object":"Letter of P7".*"to":"paper".*"evidence":"cups job 1 host='
ok "it comes out of the printer" until_true 10 grep -q "of P7" "$work/cups/out/paper"
ok "... its file is the owner's alone" [ "$(stat -c '%a %U' "$spool/c00001")" = "600 root" ]
ok "another person prints" print_as 2 -d paper -t "Zweiter Brief für Ödön" "$work/letter.txt"
ok "... and is named" said jobs '"login":"bin","object":"Zweiter Brief für Ödön".*"evidence":"cups job 2 host='
ok "a job from standard input" piped
ok "... has an owner too" said jobs '"login":"daemon","object":"[^"]*".*"evidence":"cups job 3 host='

# A printer that takes nothing: the job waits, is held and let go, and is one job all the time.
ok "a printer that is stopped" cupsdisable -h "$socket" paper
ok "a job for it" print_as 1 -d paper -t "waits" "$work/letter.txt"
ok "... is told while it waits" said jobs '"object":"waits"'
lp -h "$socket" -i paper-4 -H hold >/dev/null 2>&1; lp -h "$socket" -i paper-4 -H resume >/dev/null 2>&1
cupsenable -h "$socket" paper
ok "... it is printed" until_true 10 printed 4
sleep 2.5 # longer than cupsd takes to write what became of it
ok "... and was one job, told once" [ "$(grep -c '"object":"waits"' "$work/jobs.log")" = 1 ]
ok "nothing else was told twice" jobs_told 4

# A restart of the watch, and of cupsd.
take
stop cupsd; cups_again
ok "jobs from before the watch began are not told" print_as 1 -d paper -t "after a restart" "$work/letter.txt"
ok "... new ones are" said jobs '"object":"after a restart"'
ok "... alone" jobs_told 1

# What is in the spool folder is what people sent: hostile files are passed over.
job=$spool/$(ls "$spool" | grep '^c0' | tail -1)
head -c 300 "$job" >"$spool/c00100"                                 # cut
head -c 1000000 /dev/zero >"$spool/c00101"                          # no message, and long
ln -s "$job" "$spool/c00102"                                        # a link
mkfifo "$spool/c00103"; : >"$spool/c00103.N" && mv "$spool/c00103.N" "$spool/c00104" # a pipe, an empty one
cp "$job" "$spool/cXXXXX"; cp "$job" "$spool/c00001x"               # other names
cp "$job" "$spool/d00001-002"
ok "hostile files in the spool folder are passed over" jobs_told 1
ok "... and the next job is told" print_as 1 -d paper -t "still here" "$work/letter.txt"
ok "... as ever" said jobs '"object":"still here"'
stop cupsd
mv "$spool" "$spool.away"; sleep 0.3
mkdir -m 710 "$spool"; sleep 1.5
sed 's/still here/in the new/' "$spool.away/$(ls "$spool.away" | grep '^c0000.$' | tail -1)" >"$work/job"
# the same number and time: it is another job only by its number
python3 - "$work/job" "$spool/c00777.N" <<'PYTHON'
import sys
data = open(sys.argv[1], "rb").read()
at = data.index(b"\x00\x06job-id\x00\x04") + 10
open(sys.argv[2], "wb").write(data[:at] + (777).to_bytes(4, "big") + data[at + 4:])
PYTHON
mv "$spool/c00777.N" "$spool/c00777"
ok "a spool folder that was replaced is watched again" said jobs '"object":"in the new".*"evidence":"cups job 777 '
if command -v setpriv >/dev/null; then
    stop jobs
    start jobs timeout -s KILL 100 setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps=-all,+dac_read_search --ambient-caps=-all,+dac_read_search "$devices" printing "$spool"
    sleep 0.5; cp -p "$spool/c00777" "$spool/c00778.N"; chmod 600 "$spool/c00778.N"
    python3 -c 'import sys; f=open(sys.argv[1],"r+b"); d=f.read(); a=d.index(b"\x00\x06job-id\x00\x04")+10; f.seek(a); f.write((778).to_bytes(4,"big"))' "$spool/c00778.N"; mv "$spool/c00778.N" "$spool/c00778"
    ok "CAP_DAC_READ_SEARCH is all that reading it needs" said jobs '"evidence":"cups job 778 '
fi
finish
