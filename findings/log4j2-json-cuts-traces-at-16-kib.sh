#!/usr/bin/env bash
# Log4j 2's JsonTemplateLayout cuts each string at 16,384 characters, and with it the "Caused by" of a long stack trace.
#
# Guess:   A JSON layout writes the message and the stack trace whole. Limits are the business of whoever reads the line.
# So:      maxStringLength is 16,384 by default. What is longer ends with "…", and nothing else in the line tells of it. A stack trace is one string in the default
#          template (ECS), and Java writes the cause last. So the traces of deep frameworks and of proxies lose the line that one looks for, while
#          the same trace through a PatternLayout is whole.
# Version: log4j-layout-template-json 2.25.1, Java 17
# Source:  https://logging.apache.org/log4j/2.x/manual/json-template-layout.html (maxStringLength)
# Seen:    a message of 100000 characters: 16385; a trace of 31,180 characters with a cause: 16385, no "Caused by"; with maxStringLength 1000000: both whole
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
    <dependency><groupId>org.apache.logging.log4j</groupId><artifactId>log4j-core</artifactId><version>2.25.1</version></dependency>
    <dependency><groupId>org.apache.logging.log4j</groupId><artifactId>log4j-layout-template-json</artifactId><version>2.25.1</version></dependency>
  </dependencies>
</project>
POM
mvn --quiet --batch-mode dependency:copy-dependencies -DoutputDirectory=lib > maven.txt 2>&1
cat > Write.java << 'JAVA'
import org.apache.logging.log4j.LogManager;

public class Write {
  static void handle(int filters) {
    if (filters == 0) throw new IllegalStateException("order not stored", new IllegalStateException("disk full"));
    handle(filters - 1);
  }

  public static void main(String[] arguments) {
    var log = LogManager.getLogger("shop");
    log.info("x".repeat(100_000));
    try {
      handle(1000);
    } catch (IllegalStateException failure) {
      log.error("failed", failure);
    }
  }
}
JAVA
javac -cp 'lib/*' -d classes Write.java
cat > log4j2.xml << 'XML'
<Configuration status="error">
  <Appenders><Console name="console"><JsonTemplateLayout maxStringLength="${sys:limit}"/></Console></Appenders>
  <Loggers><Root level="info"><AppenderRef ref="console"/></Root></Loggers>
</Configuration>
XML
sed 's/ maxStringLength="[^"]*"//' log4j2.xml > default.xml
cat > lengths.py << 'PY'
import json
from sys import stdin

message, trace = [json.loads(line) for line in stdin]
text = trace['error.stack_trace']
print(f"message {len(message['message'])}, trace {len(text)} ending in {text[-1]!r}, cause: {'Caused by' in text}")
PY
write() { java -XX:MaxJavaStackTraceDepth=2000 -cp 'classes:lib/*' -Dlog4j.configurationFile="$1" -Dlimit=1000000 Write | python3 lengths.py; }
default=$(write default.xml)
raised=$(write log4j2.xml)
echo "default: $default"
echo "maxStringLength 1000000: $raised"
[ "$default" = "message 16385, trace 16385 ending in '…', cause: False" ]
[[ $raised = "message 100000, trace "*", cause: True" ]]
