#!/usr/bin/env bash
# syslog-ng's wildcard-file() follows 100 files, whatever the pattern matches.
#
# Guess:   wildcard-file(base-dir("/var/log/pods") filename-pattern("*.log") recursive(yes)) reads all files that match, as the file descriptors allow.
# So:      max-files() is 100. The other files are not read, in an order that is none of the names'. Only syslog-ng's internal messages say so
#          ("Number of allowed monitorod file is reached"), and a configuration without internal() has nowhere to put these.
#          A line of more than 64 KiB becomes two messages (log-msg-size), and an empty line none.
# Version: syslog-ng 3.38.1-5+deb12u1 (Debian 12)
# Source:  https://syslog-ng.github.io/admin-guide (wildcard-file: max-files)
# Seen:    150 files with a line each: 100 lines; a line of 70003 bytes: messages of 65536 and 4467 bytes
# Needs:   Debian's apt-get (it downloads packages and installs nothing).
set -euo pipefail
folder=$(mktemp -d)
daemon=
trap '[ -z "$daemon" ] || kill "$daemon" 2> /dev/null || true; rm -rf "$folder"' EXIT
cd "$folder"

mkdir packages root files long
(cd packages && apt-get --quiet=2 download syslog-ng-core libivykis0 libnet1 libjson-c5 libdbi1 libesmtp6 libpcre3 libcap2 > ../apt.txt 2>&1)
for package in packages/*.deb; do dpkg --extract "$package" root; done
export LD_LIBRARY_PATH
LD_LIBRARY_PATH=$(find "$folder/root" -name '*.so*' -exec dirname {} + | sort --unique | paste --serial --delimiters :)
modules=$(dirname "$(find "$folder/root" -name 'libaffile.so')")

for file in $(seq 150); do echo "file $file" > "files/$file.log"; done
python3 -c "print('start\n' + 'x' * 70000 + 'END\n\nafter')" > long/long.log

# Runs syslog-ng on a folder until it has written that many lines, and two seconds more.
try() {
  cat > "$1.conf" << CONF
@version: 3.38
options { stats-freq(0); };
source files { wildcard-file(base-dir("$folder/$1") filename-pattern("*.log") flags(no-parse) follow-freq(1)); };
destination out { file("$folder/$1.txt" template("\$MSG\n")); };
log { source(files); destination(out); };
CONF
  touch "$1.txt"
  root/usr/sbin/syslog-ng --foreground --no-caps --cfgfile "$1.conf" --module-path "$modules" --persist-file "$folder/$1.persist" \
    --control "$folder/$1.ctl" --pidfile "$folder/$1.pid" > "$1.errors" 2>&1 &
  daemon=$!
  for _ in $(seq 150); do
    if [ "$(wc -l < "$1.txt")" -ge "$2" ]; then break; fi
    sleep 0.1
  done
  sleep 2
  kill "$daemon"
  wait "$daemon" || true
  daemon=
}

try files 100
echo "150 files with a line each: $(wc -l < files.txt) lines"
try long 4
awk '{ print "a message of " length($0) " bytes" }' long.txt
[ "$(sort --unique files.txt | wc -l)" -le 101 ]
grep --quiet 'Number of allowed monitorod file' files.errors
[ "$(awk '{ print length($0) }' long.txt | paste --serial --delimiters ' ')" = '5 65536 4467 5' ]
