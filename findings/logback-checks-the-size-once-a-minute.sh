#!/usr/bin/env bash
# Logback looks at a file's size once a minute, so `maxFileSize` is no limit.
#
# Guess:   With <maxFileSize>1KB</maxFileSize> the file is rolled when it reaches 1 KB, give or take one event.
# So:      SizeBasedTriggeringPolicy asks for the size at most once per `checkIncrement`, which is 60 s by default. A short or a busy program
#          writes past the limit for a minute: here 9 KB with a limit of 1 KB, and no rotation at all. A volume that is sized as maxFileSize
#          times the number of files fills up, and a rotated file can be far larger than a collector was told to expect.
# Version: logback-classic 1.5.18, Java 17
# Source:  https://logback.qos.ch/manual/appenders.html (SizeBasedTriggeringPolicy, checkIncrement)
# Seen:    default: 1 file, 9400 bytes; with <checkIncrement>1 millisecond</checkIncrement>: 4 files, largest 1034 bytes
# Needs:   a JDK of 17 or later, and Maven.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat > pom.xml << 'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>example</groupId><artifactId>rolling</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>ch.qos.logback</groupId><artifactId>logback-classic</artifactId><version>1.5.18</version></dependency>
  </dependencies>
</project>
POM
mvn --quiet --batch-mode dependency:copy-dependencies -DoutputDirectory=lib > maven.txt 2>&1

configuration() {
  cat << XML
<configuration>
  <appender name="file" class="ch.qos.logback.core.rolling.RollingFileAppender">
    <file>$1/app.log</file>
    <rollingPolicy class="ch.qos.logback.core.rolling.FixedWindowRollingPolicy">
      <fileNamePattern>$1/app.log.%i</fileNamePattern><minIndex>1</minIndex><maxIndex>3</maxIndex>
    </rollingPolicy>
    <triggeringPolicy class="ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy">
      <maxFileSize>1KB</maxFileSize>$2
    </triggeringPolicy>
    <encoder><pattern>%msg%n</pattern></encoder>
  </appender>
  <root level="INFO"><appender-ref ref="file"/></root>
</configuration>
XML
}
configuration default '' > default.xml
configuration often '<checkIncrement>1 millisecond</checkIncrement>' > often.xml
cat > Write.java << 'JAVA'
import org.slf4j.LoggerFactory;

class Write {
  public static void main(String[] arguments) throws InterruptedException {
    for (int line = 1; line <= 200; line++) {
      LoggerFactory.getLogger("x").info(String.format("%03d ..........................................", line));
      Thread.sleep(10);
    }
  }
}
JAVA
for name in default often; do java -cp 'lib/*' -Dlogback.configurationFile=$name.xml Write.java; done

largest() { stat --format %s "$1"/* | sort --numeric-sort | tail --lines 1; }
echo "default: $(ls default | wc -l) file, largest $(largest default) bytes; with checkIncrement of a millisecond: $(ls often | wc -l) files, largest $(largest often) bytes"
[ "$(ls default | wc -l)" -eq 1 ]
[ "$(largest default)" -gt 9000 ]
[ "$(ls often | wc -l)" -eq 4 ]
[ "$(largest often)" -lt 1100 ]
