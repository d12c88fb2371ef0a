#!/usr/bin/env bash
# The JVM's rotated logs wrap round: `gc.log.0` can be newer than `gc.log.2`.
#
# Guess:   -Xlog:gc*:file=gc.log:…:filecount=3 keeps gc.log.0 to gc.log.2 as logrotate does: the lower the number, the newer the file.
# So:      The JVM gives each full file the next number and starts again at 0, over what stood there. The order of the numbers turns with each rotation,
#          so of four files in a folder the names say nothing but which one is live. Times of change, or the times in the lines, are all that is left.
# Version: OpenJDK 17.0.15 (unified logging; the same since Java 9)
# Source:  src/hotspot/share/logging/logFileOutput.cpp (archive: _current_file rolls over at _file_count)
# Seen:    after 10 rotations: .0 is the newest, .1 the oldest, .2 between them
# Needs:   a JDK of 11 or later.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat > Collect.java << 'JAVA'
class Collect {
  public static void main(String[] arguments) {
    for (int turn = 0; turn < 1000; turn++) System.gc();
  }
}
JAVA
# The numbers of collections that a file begins with say how old it is. Runs end at another number of rotations until one ends just behind a wrap.
first_collection() { grep --only-matching --max-count 1 --extended-regexp 'GC\([0-9]+\)' "$1" | tr --delete --complement '[:digit:]'; }
turned=
for size in 8 9 10 11 12 13; do
  rm -f gc.log*
  java -Xmx16m -XX:+UseSerialGC "-Xlog:gc*:file=gc.log:uptime:filecount=3,filesize=${size}k" Collect.java
  zero=$(first_collection gc.log.0) one=$(first_collection gc.log.1) two=$(first_collection gc.log.2)
  echo "filesize=${size}k: .0 begins with collection $zero, .1 with $one, .2 with $two, the live file with $(first_collection gc.log)"
  # Never in the order of logrotate; the numbers go up, from some point on.
  ! { [ "$zero" -gt "$one" ] && [ "$one" -gt "$two" ]; }
  if [ "$zero" -gt "$two" ]; then turned=yes; fi
done
[ -n "$turned" ]
