#!/usr/bin/env bash
# In JSON that passes through syslog-ng, each integer beyond 64 signed bits becomes 9223372036854775807.
#
# Guess:   json-parser() and $(format-json) give back what came in. An id of 64 unsigned bits keeps its digits, as syslog-ng's values are text.
# So:      Half of all such ids (hashes, traces of Datadog, keys) become the same number, with no message, so records of strangers are joined by it. 1.50 becomes
#          1.500000. With a configuration of version 3.x each number, true and null become strings ("1", "true", ""), an array becomes its
#          elements in one string, `[]` becomes "" and `{}` is gone. With version 4.0 the types stay, but not the digits, and elements of an array become strings.
# Version: syslog-ng 3.38.1-5+deb12u1 (Debian 12)
# Source:  https://syslog-ng.github.io/admin-guide (json-parser, format-json, type handling)
# Seen:    12345678901234567890 and 18446744073709551615: both 9223372036854775807; 3.38: "price":"1.500000","paid":"true","note":"","items":"1,\"x, y\"","none":""
# Needs:   Debian's apt-get (it downloads packages and installs nothing), Python 3.
set -euo pipefail
folder=$(mktemp -d)
daemon=
trap '[ -z "$daemon" ] || kill "$daemon" 2> /dev/null || true; rm -rf "$folder"' EXIT
cd "$folder"

mkdir packages root
(cd packages && apt-get --quiet=2 download syslog-ng-core libivykis0 libnet1 libjson-c5 libdbi1 libesmtp6 libpcre3 libcap2 > ../apt.txt 2>&1)
for package in packages/*.deb; do dpkg --extract "$package" root; done
export LD_LIBRARY_PATH
LD_LIBRARY_PATH=$(find "$folder/root" -name '*.so*' -exec dirname {} + | sort --unique | paste --serial --delimiters :)
modules=$(dirname "$(find "$folder/root" -name 'libaffile.so')")
echo '{"id":12345678901234567890,"other":18446744073709551615,"small":1234567890123456789,"price":1.50,"paid":true,"note":null,"items":[1,"x, y"],"none":[],"empty":{}}' > app.log

try() {
  cat > "$1.conf" << CONF
@version: $1
options { stats-freq(0); };
source files { file("$folder/app.log" flags(no-parse) follow-freq(1)); };
parser json { json-parser(prefix(".json.")); };
destination out { file("$folder/$1.txt" template("\$(format-json .json.* --shift-levels 2)\n")); };
log { source(files); parser(json); destination(out); };
CONF
  root/usr/sbin/syslog-ng --foreground --no-caps --cfgfile "$1.conf" --module-path "$modules" --persist-file "$folder/$1.persist" \
    --control "$folder/$1.ctl" --pidfile "$folder/$1.pid" > "$1.errors" 2>&1 &
  daemon=$!
  for _ in $(seq 150); do
    if [ -s "$1.txt" ]; then break; fi
    sleep 0.1
  done
  kill "$daemon"
  wait "$daemon" || true
  daemon=
  echo "$1: $(cat "$1.txt")"
}
try 3.38
try 4.0
cat > judge.py << 'PY'
import json

largest = 9223372036854775807
strings = json.load(open('3.38.txt'))
assert strings == {'id': str(largest), 'other': str(largest), 'small': '1234567890123456789', 'price': '1.500000', 'paid': 'true', 'note': '',
                   'items': '1,"x, y"', 'none': ''}, strings
types = json.load(open('4.0.txt'), parse_float=str)
assert types == {'id': largest, 'other': largest, 'small': 1234567890123456789, 'price': '1.500000', 'paid': True, 'note': None,
                 'items': ['1', 'x, y'], 'none': []}, types
PY
python3 judge.py
