#!/usr/bin/env bash
# `log.error("order {} failed: {}", id, exception)` writes the stack trace with Logback, and none with Log4j 2.
#
# Guess:   SLF4J takes an exception that is the last argument as the exception of the event, and each backend writes its stack trace. A placeholder too many for it is at most a
#          blemish in the message.
# So:      Log4j 2 counts: the exception is one only if it is left over behind the placeholders. With a second `{}` it becomes text, "java.lang.IllegalStateException: disk full", and the event has no exception: no trace, no cause, no error.type in
#          JSON. Logback takes it out first, leaves `{}` in the message and writes the trace. So the same program and the same libraries, which all log through SLF4J, lose traces at a change of the backend, and which ones
#          depends on each line's text. With `{}` for the exception alone, `log.error("failed: {}", exception)`, both write the trace.
# Version: slf4j-api 2.0.17, logback-classic 1.5.20, log4j-slf4j2-impl 2.25.1, Java 17
# Source:  https://www.slf4j.org/faq.html#paramException; Log4j's ParameterFormatter (a throwable that a placeholder consumes)
# Seen:    Logback: "order 7 failed: {}" with trace, "failed: {}" with trace; Log4j 2: "order 7 failed: java.lang.IllegalStateException: disk full" without trace, "failed: {}" with trace
# Needs:   a JDK of 17 or later, and Maven.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat > Shop.java << 'JAVA'
import org.slf4j.LoggerFactory;

public class Shop {
  public static void main(String[] arguments) {
    var log = LoggerFactory.getLogger("shop");
    log.error("order {} failed: {}", 7, new IllegalStateException("disk full"));
    log.error("failed: {}", new IllegalStateException("disk full"));
    log.error("order {} failed", 7, new IllegalStateException("disk full"));
  }
}
JAVA
cat > logback.xml << 'XML'
<configuration>
  <appender name="console" class="ch.qos.logback.core.ConsoleAppender"><encoder><pattern>%level %msg%n</pattern></encoder></appender>
  <root level="info"><appender-ref ref="console"/></root>
</configuration>
XML
cat > log4j2.xml << 'XML'
<Configuration status="error">
  <Appenders><Console name="console"><PatternLayout pattern="%level %msg%n"/></Console></Appenders>
  <Loggers><Root level="info"><AppenderRef ref="console"/></Root></Loggers>
</Configuration>
XML

# Runs the program with the backend $1 and the settings $2, and prints its messages, each with the number of its trace's frames.
try() {
  mkdir "$1"
  cat > "$1/pom.xml" << POM
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>example</groupId><artifactId>shop</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-api</artifactId><version>2.0.17</version></dependency>
    $2
  </dependencies>
</project>
POM
  mvn --quiet --batch-mode --file "$1/pom.xml" dependency:copy-dependencies -DoutputDirectory=lib > "$1/maven.txt" 2>&1
  javac -cp "$1/lib/*" -d "$1/classes" Shop.java
  java -cp "$1/classes:$1/lib/*" -Dlogback.configurationFile=logback.xml -Dlog4j.configurationFile=log4j2.xml Shop > "$1/out.txt"
  awk '/^ERROR/ { if (line) print line ", frames " frames; line = $0; frames = 0 } /^\tat / { frames++ } END { print line ", frames " frames + 0 }' "$1/out.txt" | sed 's/^/'"$1"': /'
}
{
  try logback '<dependency><groupId>ch.qos.logback</groupId><artifactId>logback-classic</artifactId><version>1.5.20</version></dependency>'
  try log4j2 '<dependency><groupId>org.apache.logging.log4j</groupId><artifactId>log4j-slf4j2-impl</artifactId><version>2.25.1</version></dependency>'
} | tee seen.txt
diff seen.txt - << 'TXT'
logback: ERROR order 7 failed: {}, frames 1
logback: ERROR failed: {}, frames 1
logback: ERROR order 7 failed, frames 1
log4j2: ERROR order 7 failed: java.lang.IllegalStateException: disk full, frames 0
log4j2: ERROR failed: {}, frames 1
log4j2: ERROR order 7 failed, frames 1
TXT
