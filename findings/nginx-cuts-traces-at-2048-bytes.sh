#!/usr/bin/env bash
# nginx cuts each message of its error log at 2,048 bytes, and with it the trace of the PHP program behind it.
#
# Guess:   What a FastCGI program (php-fpm) writes to its standard error comes out in nginx's error log as it was written, with client and request behind it.
# So:      A message has 2,048 bytes at most, time, client and request included. The trace ends in the middle of a frame, and its end, where PHP says
#          "thrown in FILE on line N", is gone, as are `client:`, `request:` and `upstream:`, which stand behind the text. Nothing marks the cut. The
#          limit is a constant of the source.
# Version: nginx 1.22.1 (Debian 12)
# Source:  src/core/ngx_log.h (NGX_MAX_ERROR_STR), ngx_log_error_core
# Seen:    trace of 60 frames, 3,700 bytes: 2,048 bytes in the log, without "thrown in", without "request:"
# Needs:   Debian's apt-get (it downloads packages and installs nothing), Python 3, curl.
set -euo pipefail
folder=$(mktemp -d)
jobs=()
trap '[ ${#jobs[@]} = 0 ] || kill "${jobs[@]}" 2> /dev/null || true; rm -rf "$folder"' EXIT
cd "$folder"

mkdir packages root run logs
(cd packages && apt-get --quiet=2 download nginx > ../apt.txt 2>&1)
for package in packages/*.deb; do dpkg --extract "$package" root; done
port=$((20000 + RANDOM % 10000))
cat > nginx.conf << CONF
daemon off;
master_process off;
pid run/pid;
error_log logs/error.log;
events {}
http {
  access_log off;
  client_body_temp_path run/a; proxy_temp_path run/b; fastcgi_temp_path run/c; uwsgi_temp_path run/d; scgi_temp_path run/e;
  server { listen 127.0.0.1:$port; location / { fastcgi_pass 127.0.0.1:$((port + 1)); } }
}
CONF
# Answers as php-fpm does: the trace on FastCGI's standard error, then a page.
cat > program.py << 'PYTHON'
import socket, struct, sys

FRAMES = b''.join(b'#%d /srv/app/src/Payment/Gateway/Service%d.php(%d): call()\n' % (n, n, n) for n in range(60))
TRACE = b'PHP message: PHP Fatal error:  Uncaught Exception: refused\nStack trace:\n' + FRAMES + b'  thrown in /srv/app/index.php on line 7'

def record(kind, content):
    return struct.pack('>BBHHBB', 1, kind, 1, len(content), 0, 0) + content

server = socket.create_server(('127.0.0.1', int(sys.argv[1])))
while True:
    connection, _ = server.accept()
    connection.recv(65536)
    connection.sendall(record(7, TRACE) + record(6, b'Content-Type: text/plain\r\n\r\nsorry\n') + record(6, b'') + record(3, bytes(8)))
    connection.close()
PYTHON
python3 program.py $((port + 1)) &
jobs+=($!)
root/usr/sbin/nginx -p "$folder/" -c nginx.conf 2> start.txt &
jobs+=($!)
for _ in $(seq 100); do
  if [ "$(curl --silent "http://127.0.0.1:$port/" || true)" = sorry ]; then break; fi
  sleep 0.1
done
# A message of another request may have come before the program listened.
sed --quiet '/FastCGI sent/,$p' logs/error.log | sed '2,${/^[0-9]\{4\}\//,$d}' > message.txt
echo "$(wc -c < message.txt) bytes in the log; the end: $(tail --bytes 40 message.txt)"
[ "$(wc -c < message.txt)" = 2048 ]
! grep --quiet 'thrown in' message.txt
! grep --quiet 'request:' message.txt
