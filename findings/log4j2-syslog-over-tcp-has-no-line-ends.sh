#!/usr/bin/env bash
# Over TCP, Log4j 2's Syslog appender and Python's SysLogHandler send nothing that rsyslog knows as the end of a message.
#
# Guess:   `<Syslog protocol="TCP" format="RFC5424"/>` frames its messages as RFC 6587 says, with a newline or a length. So does SysLogHandler with SOCK_STREAM.
# So:      Log4j 2 sends message after message with nothing between, as newLine is false by default. Python ends each with a NUL. rsyslog waits for a newline,
#          which comes in no message without a stack trace. So all that a process sends becomes one message, which appears when the connection
#          ends or 8 KiB are reached. Time, severity and program are those of the first one. One test message, then the end, looks right.
#          newLine="true" and `handler.append_nul = False` with a newline in the format give what one expects.
# Version: log4j-core 2.25.1, Java 17; Python 3.9 to 3.13 (logging.handlers); rsyslog 8.2302.0-1+deb12u2 (Debian 12)
# Source:  https://logging.apache.org/log4j/2.x/manual/appenders/network.html (Syslog appender: newLine); RFC 6587, 3.4
# Seen:    3 events each: 1 message from Log4j 2, 1 from Python ("0#000<12>python 1#000<12>python 2"), 3 from Log4j 2 with newLine="true"
# Needs:   a JDK of 17 or later, Maven, Python 3, Debian's apt-get (it downloads packages and installs nothing).
set -euo pipefail
folder=$(mktemp -d)
daemon=
trap '[ -z "$daemon" ] || kill "$daemon" 2> /dev/null || true; rm -rf "$folder"' EXIT
cd "$folder"

mkdir packages root
(cd packages && apt-get --quiet=2 download rsyslog libestr0 libfastjson4 > ../apt.txt 2>&1)
for package in packages/*.deb; do dpkg --extract "$package" root; done
libraries=$(dirname "$(find "$folder/root" -name 'libestr.so.0' | head --lines 1)")
modules=$(dirname "$(find "$folder/root" -name imtcp.so)")

cat > pom.xml << 'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>example</groupId><artifactId>syslog</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.logging.log4j</groupId><artifactId>log4j-core</artifactId><version>2.25.1</version></dependency>
  </dependencies>
</project>
POM
mvn --quiet --batch-mode dependency:copy-dependencies -DoutputDirectory=lib > maven.txt 2>&1
cat > Write.java << 'JAVA'
import org.apache.logging.log4j.LogManager;

public class Write {
  public static void main(String[] arguments) {
    var log = LogManager.getLogger("shop");
    log.info("order 1 paid");
    log.info("order 2 paid");
    log.error("order 3 failed");
    LogManager.shutdown();
  }
}
JAVA
javac -cp 'lib/*' -d classes Write.java
cat > log4j2.xml << 'XML'
<Configuration status="error">
  <Appenders>
    <Syslog name="syslog" host="127.0.0.1" port="${sys:port}" protocol="TCP" format="RFC5424" appName="shop" newLine="${sys:newLine:-false}"/>
  </Appenders>
  <Loggers><Root level="info"><AppenderRef ref="syslog"/></Root></Loggers>
</Configuration>
XML
cat > write.py << 'PY'
import logging
from logging.handlers import SysLogHandler
from socket import SOCK_STREAM
from sys import argv

handler = SysLogHandler(('127.0.0.1', int(argv[1])), socktype=SOCK_STREAM)
log = logging.getLogger('shop')
log.addHandler(handler)
for number in range(3):
    log.warning('python %d', number)
handler.close()
PY
with_log4j2() { java -cp 'classes:lib/*' -Dlog4j.configurationFile=log4j2.xml -Dport="$port" -DnewLine="$1" Write; }
with_python() { python3 write.py "$port"; }

# Writes to `NAME.txt` what rsyslog makes of that which the rest of the arguments, a command, sends to $port.
try() {
  local name=$1
  port=$((20000 + RANDOM % 10000))
  mkdir "$name"
  cat > "$name.conf" << CONF
global(workDirectory="$folder/$name")
module(load="imtcp")
input(type="imtcp" port="$port" address="127.0.0.1")
template(name="line" type="string" string="%syslogseverity-text%: %rawmsg%\n")
action(type="omfile" file="$folder/$name.txt" template="line")
CONF
  LD_LIBRARY_PATH=$libraries root/usr/sbin/rsyslogd -n -M "$modules" -f "$folder/$name.conf" -i "$folder/$name.pid" 2> "$name.errors" &
  daemon=$!
  for _ in $(seq 150); do
    if (exec 3<> "/dev/tcp/127.0.0.1/$port") 2> /dev/null; then break; fi
    sleep 0.1
  done
  "${@:2}"
  for _ in $(seq 150); do
    if [ -s "$name.txt" ]; then break; fi
    sleep 0.1
  done
  sleep 1
  kill "$daemon"
  wait "$daemon" || true
  daemon=
  messages=$(wc -l < "$name.txt")
  echo "== $name: $messages messages"
  cat "$name.txt"
}

try log4j2 with_log4j2 false
[ "$messages" = 1 ]
grep --quiet 'order 1 paid<.*order 2 paid<.*order 3 failed' log4j2.txt
try python with_python
[ "$messages" = 1 ]
grep --quiet 'python 0#000.*python 1#000.*python 2' python.txt
try newline with_log4j2 true
[ "$messages" = 3 ]
