#!/usr/bin/env bash
# Logback's own JsonEncoder writes the message with its `{}`, and the values in an array beside it.
#
# Guess:   `log.info("order {} paid by {}", 42, "ann")` gives `"message":"order 42 paid by ann"` in JSON, as in a PatternLayout and in logstash-logback-encoder.
# So:      `"message":"order {} paid by {}","arguments":["42","ann"]`. What the log shows for years of reading is nowhere in the line, so a search for "order 42",
#          a rule for alerts or a reader that takes `message` finds nothing. The values are strings, even numbers. withFormattedMessage is false by default, and gives
#          a further field, formattedMessage. Key and value pairs are an array of objects, one for each.
# Version: logback-classic 1.5.18, Java 17
# Source:  https://logback.qos.ch/manual/encoders.html (JsonEncoder)
# Seen:    {"message":"order {} paid by {}","arguments":["42","ann"], …, no "order 42"; with withFormattedMessage: "formattedMessage":"order 42 paid by ann" as well
# Needs:   a JDK of 17 or later, Maven, Python 3.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat > pom.xml << 'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>example</groupId><artifactId>json</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>ch.qos.logback</groupId><artifactId>logback-classic</artifactId><version>1.5.18</version></dependency>
  </dependencies>
</project>
POM
mvn --quiet --batch-mode dependency:copy-dependencies -DoutputDirectory=lib > maven.txt 2>&1
cat > logback.xml << 'XML'
<configuration>
  <appender name="default" class="ch.qos.logback.core.ConsoleAppender"><encoder class="ch.qos.logback.classic.encoder.JsonEncoder"/></appender>
  <appender name="formatted" class="ch.qos.logback.core.ConsoleAppender">
    <encoder class="ch.qos.logback.classic.encoder.JsonEncoder"><withFormattedMessage>true</withFormattedMessage></encoder>
  </appender>
  <root level="INFO"><appender-ref ref="default"/><appender-ref ref="formatted"/></root>
</configuration>
XML
cat > Write.java << 'JAVA'
import org.slf4j.LoggerFactory;

public class Write {
  public static void main(String[] arguments) {
    LoggerFactory.getLogger("shop").atInfo().addKeyValue("cart", 7).addKeyValue("shop", "web").log("order {} paid by {}", 42, "ann");
  }
}
JAVA
javac -cp 'lib/*' -d classes Write.java
java -cp 'classes:lib/*' -Dlogback.configurationFile=logback.xml Write > lines.txt
cat lines.txt
cat > read.py << 'PY'
import json

for line in open('lines.txt'):
    record = json.loads(line)
    print(record['message'], record['arguments'], record['kvpList'], record.get('formattedMessage'), sep=', ')
PY
diff <(python3 read.py) - << 'TXT'
order {} paid by {}, ['42', 'ann'], [{'cart': '7'}, {'shop': 'web'}], None
order {} paid by {}, ['42', 'ann'], [{'cart': '7'}, {'shop': 'web'}], order 42 paid by ann
TXT
[ "$(head --lines 1 lines.txt | grep --count 'order 42' || true)" = 0 ]
