#!/usr/bin/env bash
# PHP-FPM parts each line that a worker writes to stderr at 1,023 bytes, and cuts what error_log() says at 1,024, in a container too.
#
# Guess:   With `catch_workers_output = yes` and `decorate_workers_output = no`, as in the usual container images, a worker's line is in the container's log as it was written.
# So:      FPM reads the workers' output into lines of its own, and `log_limit` (1,024 by default) holds for each. A JSON line of 3 KB, say with a stack trace, becomes three lines, none of which is JSON and none of which is marked; Docker
#          and CRI then give each its own time. The message of error_log(), or of an uncaught exception with a long trace, is not parted but cut, with "..." at its end. Where the images set `log_limit = 8192`, the same comes later.
# Version: PHP-FPM 8.2 (Debian 12)
# Source:  https://www.php.net/manual/en/install.fpm.configuration.php#log-limit; sapi/fpm/fpm/zlog.c
# Seen:    a JSON line of 3,048 bytes: 1023, 1023 and 1002; error_log() of 3,002 bytes: 1023, with "..."; a short line: whole; with log_limit = 8192: 3048, and 3023 for error_log()
# Needs:   Debian's apt-get (it downloads packages and installs nothing).
set -euo pipefail
folder=$(mktemp -d)
fpm=
trap '[ -z "$fpm" ] || kill "$fpm" 2> /dev/null || true; [ -z "$fpm" ] || wait "$fpm" || true; rm -rf "$folder"' EXIT
cd "$folder"
chmod 755 .

mkdir packages root
(cd packages && apt-get --quiet=2 download php8.2-fpm php8.2-common libargon2-1 libsodium23 libapparmor1 libfcgi-bin libfcgi0ldbl > ../apt.txt 2>&1)
for package in packages/*.deb; do dpkg --extract "$package" root; done
LD_LIBRARY_PATH=$(find root/usr/lib -maxdepth 1 -name '*-linux-gnu*' | paste --serial --delimiters :)
export LD_LIBRARY_PATH
cat > shop.php << 'PHP'
<?php
file_put_contents('php://stderr', json_encode(['message' => 'order stored', 'trace' => str_repeat('a', 3000), 'order' => 17]) . "\n");
file_put_contents('php://stderr', "order stored\n");
error_log('E' . str_repeat('b', 3000) . 'Z');
PHP

# Runs one request with the option $1 of FPM, and prints the length and the end of each line in its log.
try() {
  cat > fpm.conf << CONF
[global]
error_log = /proc/self/fd/2
daemonize = no
$1
[www]
user = nobody
group = nogroup
listen = $folder/fpm.sock
listen.mode = 0666
pm = static
pm.max_children = 1
catch_workers_output = yes
decorate_workers_output = no
CONF
  root/usr/sbin/php-fpm8.2 --nodaemonize --fpm-config fpm.conf -n > log.txt 2>&1 &
  fpm=$!
  for _ in $(seq 100); do
    if grep --quiet 'ready to handle' log.txt; then break; fi
    sleep 0.1
  done
  SCRIPT_FILENAME=$folder/shop.php REQUEST_METHOD=GET root/usr/bin/cgi-fcgi -bind -connect "$folder/fpm.sock" > answer.txt 2>&1
  for _ in $(seq 100); do
    if grep --quiet 'PHP message' log.txt; then break; fi
    sleep 0.1
  done
  kill "$fpm"
  wait "$fpm" || true
  fpm=
  grep --invert-match '^\[' log.txt | awk '{ print length($0), substr($0, length($0) - 4) }' | tee "seen-$2.txt"
}
echo 'by default:'
try '' default
echo 'with log_limit = 8192:'
try 'log_limit = 8192' long
diff seen-default.txt - << 'TXT'
1023 aaaaa
1023 aaaaa
1002 ":17}
12 tored
1023 bb...
TXT
diff seen-long.txt - << 'TXT'
3048 ":17}
12 tored
3023 bbbbZ
TXT
