#!/bin/bash
# Hostile bytes at the receiver's door: each is bounded, the honest machine beside them is heard, memory stays flat.
# Beside the others.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/recv-lib.sh"
prepare_receiver
receiver
memory() { sed -n 's/^VmRSS:[ \t]*\([0-9]*\) kB/\1/p' "/proc/$(cat "$work/receiver.pid")/status"; }
descriptors() { find "/proc/$(cat "$work/receiver.pid")/fd" 2>/dev/null | wc -l; }
tls() { openssl s_client -quiet -connect "127.0.0.1:$port" -CAfile "$work/ca/ca.pem" "$@" 2>&1; }
heard() { machine 1 'add 1' beat | grep -q '^200'; }
machine 1 'add 1' beat >/dev/null; fds=$(descriptors)
ok "its memory and descriptors can be counted" test "$(memory)" -gt 1000 -a "$fds" -gt 5

refuses "TLS 1.1 is refused" bash -c "echo | openssl s_client -connect 127.0.0.1:$port -tls1_1 -cipher ALL:@SECLEVEL=0 2>&1 | grep -q 'Cipher    : [A-Z]'"
ok "TLS 1.2 is not" bash -c "echo | openssl s_client -connect 127.0.0.1:$port -tls1_2 2>&1 | grep -q 'Cipher    : ECDHE'"
ok "HTTP/1.0 is answered" grep -q '^HTTP/1.. 400' <(printf 'POST / HTTP/1.0\r\nContent-Length: 2\r\n\r\n{}' | tls)
head -c 300000 /dev/urandom >"$work/garbage"
tls <"$work/garbage" >"$work/said"
ok "garbage under TLS is no message" bash -c "! grep -aq '^HTTP/1.. 200' '$work/said'"
command timeout 5 bash -c "cat '$work/garbage' >/dev/tcp/127.0.0.1/$port" 2>/dev/null
ok "garbage instead of TLS hurts nobody" heard
{ printf 'POST / HTTP/1.1\r\nHost: x\r\n'; for n in $(seq 4000); do printf 'x-%s: %0500d\r\n' "$n" 0; done; printf '\r\n'; } >"$work/headers"
tls <"$work/headers" >"$work/said"
# The answer, 431, may be lost: whoever closes before all was read resets the connection.
ok "two megabytes of headers are no message" bash -c "! grep -aqE '^HTTP/1.. ([^4]|4[^13])' '$work/said'"
ok "and hurt nobody" heard
ok "a length that is none is refused" grep -qE '^HTTP/1.. 4' <(printf 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n' | tls)

cat >"$work/hostile.py" <<'PY'
import socket, ssl, sys, time, threading
port, what = int(sys.argv[1]), sys.argv[2]
context = ssl.create_default_context(); context.check_hostname = False; context.verify_mode = ssl.CERT_NONE
def secure(): return context.wrap_socket(socket.create_connection(("127.0.0.1", port), 30))
def drip(connection, head, bytes_each, pause):
    begun = time.monotonic()
    try:
        connection.sendall(head)
        while time.monotonic() - begun < 60:
            connection.sendall(bytes_each); time.sleep(pause)
            connection.settimeout(0.01)
            try:
                if connection.recv(100) == b"": break
            except (TimeoutError, ssl.SSLWantReadError, socket.timeout): pass
            connection.settimeout(30)
    except OSError: pass
    return time.monotonic() - begun
if what == "loris": print(round(drip(secure(), b"POST / HTTP/1.1\r\n", b"x-a: b\r\n", 1)))
if what == "body": print(round(drip(secure(), b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n", b"x", 1)))
if what == "handshake": print(round(drip(socket.create_connection(("127.0.0.1", port), 30), b"\x16\x03\x01\x02\x00\x01", b"\x00", 1)))
if what == "endless":
    sent, connection = 0, secure()
    try:
        connection.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        while sent < 100e6: connection.sendall(b"4000\r\n" + b"x" * 0x4000 + b"\r\n"); sent += 0x4000
    except OSError: pass
    print(sent)
if what == "many":
    # 10,000 connections, from 200 addresses of the loopback, as many at once as are let in
    held, refused = [], 0
    for n in range(10000):
        s = socket.socket(); s.settimeout(0.2)
        try: s.bind((f"127.0.1.{n % 200 + 1}", 0)); s.connect(("127.0.0.1", port)); held.append(s)
        except OSError: refused += 1; s.close()
        if len(held) > 3000: held.pop(0).close()
    print(len(held), refused); time.sleep(1)
PY
before=$(memory)
for what in loris body handshake; do
    python3 "$work/hostile.py" "$port" "$what" >"$work/$what.took" & eval "$what=$!"
done
wait "$loris" "$body" "$handshake"
for what in loris body handshake; do
    ok "a $what that drips a byte a second ends within 25 seconds ($(cat "$work/$what.took") s)" test "$(cat "$work/$what.took")" -le 25
done
sent=$(python3 "$work/hostile.py" "$port" endless)
ok "a body without end is cut off ($sent bytes)" test "$sent" -lt 8000000
ulimit -n 8192 2>/dev/null
python3 "$work/hostile.py" "$port" many >"$work/many" 2>&1 & many=$!
sleep 3
ok "in the middle of 10,000 connections it lives, and takes no more memory than its 256 places need ($(memory) kB)" test "$(memory)" -lt 65536
wait "$many"
ok "after them the honest machine is heard" until_true 40 heard
for _ in $(seq 30); do tls <"$work/garbage" >/dev/null; tls <"$work/headers" >/dev/null; done
machine 2 'many 300' >/dev/null
middle=$(memory)
for _ in $(seq 30); do tls <"$work/garbage" >/dev/null; tls <"$work/headers" >/dev/null; done
machine 3 'many 300' >/dev/null
after=$(memory)
ok "memory is flat ($before, $middle, $after kB)" test $((after - middle)) -lt 2048
ok "no descriptor is lost" until_true 30 bash -c "[ \$(find /proc/$(cat "$work/receiver.pid")/fd | wc -l) -le $((fds + 1)) ]"
kill -TERM "$(cat "$work/receiver.pid")"
ok "it ends when it is asked to" until_true 8 bash -c "! kill -0 $(cat "$work/receiver.pid")"
finish
