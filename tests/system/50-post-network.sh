#!/bin/bash
# confide-post and a network that is broken or hostile: each attempt ends in time, with the facts, and the report goes nowhere else.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/post-lib.sh"
prepare
report="C-1-v1=$work/body"

within() { # within SECONDS COMMAND...: succeeds, and in no more than SECONDS
    local limit=$1 since; shift; since=$(date +%s%N)
    "$@" || return 1
    echo "$(( ($(date +%s%N) - since) / 1000000 )) ms"
    [ $(( ($(date +%s%N) - since) / 1000000000 )) -lt "$limit" ]
}

# --- what an endpoint may answer
endpoint other
other=$port
endpoint odd 503 '429:Retry-After=2' '503:Retry-After=Fri, 31 Dec 9999 23:59:59 GMT' '503:Retry-After=soon' 400 401 410 422 \
    "307:Location=https://localhost:$other/" "301:Location=https://localhost:$other/" '302:Location=file:///etc/passwd' \
    '429:Retry-After=7' close short garbage huge headers full 200
voice "https://localhost:$port/" "timeout = 5"
ok "503 is a fact, not a fault" finds 'transfer=0 status=503 retry_after=-1 .*error=$' "$report"
ok "429 comes with the wait that was asked for" finds 'transfer=0 status=429 retry_after=2 ' "$report"
ok "a wait until the year 9999 is a large number" finds 'transfer=0 status=503 retry_after=2147483647 ' "$report"
ok "a wait that cannot be read is none" finds 'transfer=0 status=503 retry_after=-1 ' "$report"
for status in 400 401 410 422; do
    ok "$status is told to the judge as it is" finds "transfer=0 status=$status .*error=\$" "$report"
done
for status in 307 301 302; do
    ok "a redirect is not followed: $status" finds "transfer=0 status=$status " "$report"
done
refuses "the place it pointed to saw nothing" grep -q POST "$work/other.log"
ok "a wait is asked for once more" finds 'transfer=0 status=429 retry_after=7 ' "$report"
ok "a connection closed without an answer is a failure, and asks for nothing" finds 'transfer=52 status=0 retry_after=-1 .*closed without an answer' "$report"
ok "200 with a body that breaks off is a failure" finds 'transfer=18 status=200 .*broke off within its answer' "$report"
ok "what is not HTTP is a failure" finds 'transfer=1 status=0 .*not HTTP' "$report"
ok "an endless body is cut at 64 KiB, and a failure" finds 'transfer=23 status=200 .*answer=65536 .*longer than 64 KiB' "$report"
ok "endless headers are cut, and a failure" finds 'transfer=56 status=200 .*answer=0 .*headers' "$report"
refuses "none of these was kept" [ "$(received odd)" != 0 ]
full=$(head -c 65536 /dev/zero | tr '\0' x | sha256sum | cut -d' ' -f1)
ok "an answer of 64 KiB fits, and its hash is told" finds "transfer=0 status=200 .*answer=65536 hash=$full .*error=\$" "$report"
ok "afterwards all is well again" finds 'transfer=0 status=200 .*answer=0 .*error=$' "$report"

endpoint lame drip slow
voice "https://localhost:$port/" "timeout = 2"
ok "a dripping head ends with the time limit" within 4 finds 'transfer=28 status=(0|200) .*no whole answer within \[post\] timeout' "$report"
ok "so does silence" within 4 finds 'transfer=28 status=0 .*no whole answer' "$report"

# --- proxies
endpoint good
proxies="http_proxy https_proxy HTTPS_PROXY all_proxy ALL_PROXY"
under="env $(for p in $proxies; do printf '%s=http://127.0.0.1:%s ' "$p" "$other"; done)" voice "https://localhost:$port/"
ok "a proxy in the environment is not used" finds 'transfer=0 status=204' "$report"
seen() { grep -q 'connection\|POST\|taken' "$work/$1.log"; }
refuses "it saw no connection" seen other
(echo CONNECT >"/dev/tcp/127.0.0.1/$other")
ok "and would have shown one" until_true 3 seen other

# --- nobody there
stop good
ok "a refused connection says what to check" finds 'transfer=7 status=0 .*check \[post\] endpoint, network and firewall' "$report"

# --- addresses and names, in a network of the voice's own with nothing but loopback
if ! unshare -m -n -- ip link set lo up 2>/dev/null; then
    skip "a link-local address is refused" "no network namespace here"
    skip "a dead name server holds nobody up" "no network namespace here"
    finish
fi
cat >"$work/alone" <<EOS
#!/bin/bash
# A host of its own: 169.254.169.254 is here and answers, the name inside.test leads to it, the name server never answers.
ip link set lo up && ip addr add 169.254.169.254/32 dev lo || exit 3
printf '127.0.0.1 localhost\n169.254.169.254 inside.test\n' >$work/hosts
printf 'nameserver 127.0.0.9\n' >$work/resolv.conf
printf 'hosts: files dns\n' >$work/nsswitch.conf
for file in hosts resolv.conf nsswitch.conf; do mount --bind $work/\$file /etc/\$file || exit 3; done
"\$1" "\$2" --port 443 --host 169.254.169.254 --cert $work/ca/server.pem --key $work/ca/server.key --secret $work/secret --out $work/metadata \
    >$work/metadata.log 2>&1 & children=\$!
/usr/bin/python3 -c 'import socket, time; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(("127.0.0.9", 53)); print("deaf", flush=True); time.sleep(60)' \
    >$work/names.log &
children="\$children \$!"
trap 'kill \$children' EXIT
shift 2
trap 'kill -TERM \$voice' TERM
"\$@" & voice=\$!
wait \$voice; wait \$voice
EOS
chmod +x "$work/alone"
alone() {
    rm -f "$work/metadata.log" "$work/names.log"
    under="unshare -m -n -- $work/alone /usr/bin/python3 $top/tests/system/endpoint" voice "$@"
    until_true 5 grep -q listening "$work/metadata.log"
    until_true 5 grep -q deaf "$work/names.log"
}
never='transfer=7 status=0 .*leads to a link-local or metadata address, never used'
alone "https://169.254.169.254/latest/meta-data"
ok "a link-local address is refused" finds "$never" "$report"
alone "https://inside.test/"
ok "a name that leads to one is refused" finds "$never" "$report"
alone "https://[::ffff:169.254.169.254]/"
ok "in IPv6 clothing it is refused" finds "$never" "$report"
refuses "the service there saw no connection" seen metadata
alone "https://127.0.0.1:1/"
ok "loopback is not link-local: nobody listens there" finds 'transfer=7 .*check \[post\] endpoint, network' "$report"

alone "https://endpoint.test/" "timeout = 2"
ok "a dead name server holds nobody up longer than [post] timeout" within 4 finds 'transfer=28 status=0 .*curl 28: Resolving timed out' "$report"
attempt "$report" >"$work/judge.log" 2>&1 & judge=$!
sleep 1.2
ok "SIGTERM ends the voice at once while it waits for a name" within 1 stop voice
wait "$judge"
under="unshare -m -n --" voice "https://endpoint.test/"
ok "a name that nobody can resolve says what to check" finds 'transfer=6 status=0 .*name was not found: check \[post\] endpoint and the name servers' "$report"
finish
