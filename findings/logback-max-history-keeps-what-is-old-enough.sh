#!/usr/bin/env bash
# Logback's maxHistory never deletes a file that is more than 32 days beyond it.
#
# Guess:   `<maxHistory>7</maxHistory>` with cleanHistoryOnStart deletes all files of the pattern that are more than seven days old; the older, the surer.
# So:      Logback does not list the folder. It makes the names of the periods behind the limit and deletes these: at a start the 32 days before (with an hourly
#          pattern, 14 days), and later the periods that passed since the last time. What is older is never looked at again. So when maxHistory is lowered
#          from 90 to 7, or a volume comes back after some weeks, the oldest files stay for ever, and the gap is in the middle: of the files of 1, 8, 39, 40 and 100
#          days ago, those of 1, 40 and 100 are left. totalSizeCap counts only within these periods, too.
# Version: logback-classic 1.5.18, Java 17
# Source:  ch/qos/logback/core/rolling/helper/TimeBasedArchiveRemover.java (INACTIVITY_TOLERANCE_IN_MILLIS, MAX_VALUE_FOR_INACTIVITY_PERIODS)
# Seen:    maxHistory 7, files of 1 5 8 20 38 39 40 41 60 100 400 days ago; after the start: 1 5 40 41 60 100 400
# Needs:   a JDK of 17 or later, and Maven.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat > pom.xml << 'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>example</groupId><artifactId>history</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>ch.qos.logback</groupId><artifactId>logback-classic</artifactId><version>1.5.18</version></dependency>
  </dependencies>
</project>
POM
mvn --quiet --batch-mode dependency:copy-dependencies -DoutputDirectory=lib > maven.txt 2>&1
cat > logback.xml << 'XML'
<configuration>
  <appender name="file" class="ch.qos.logback.core.rolling.RollingFileAppender">
    <file>logs/app.log</file>
    <rollingPolicy class="ch.qos.logback.core.rolling.TimeBasedRollingPolicy">
      <fileNamePattern>logs/app.%d{yyyy-MM-dd, UTC}.log</fileNamePattern>
      <maxHistory>7</maxHistory>
      <cleanHistoryOnStart>true</cleanHistoryOnStart>
    </rollingPolicy>
    <encoder><pattern>%m%n</pattern></encoder>
  </appender>
  <root level="info"><appender-ref ref="file"/></root>
</configuration>
XML
cat > Write.java << 'JAVA'
public class Write {
  public static void main(String[] arguments) throws InterruptedException {
    org.slf4j.LoggerFactory.getLogger("shop").info("started");
    Thread.sleep(2000); // The deletion has a thread of its own.
  }
}
JAVA
javac -cp 'lib/*' -d classes Write.java
days=(1 5 8 20 38 39 40 41 60 100 400)
name_of() { echo "logs/app.$(date --utc --date "$1 days ago" +%Y-%m-%d).log"; }
mkdir logs
for day in "${days[@]}"; do echo 'an old line' > "$(name_of "$day")"; done
java -cp 'classes:.:lib/*' Write
left=()
for day in "${days[@]}"; do
  if [ -e "$(name_of "$day")" ]; then left+=("$day"); fi
done
echo "maxHistory 7, files of ${days[*]} days ago; left: ${left[*]}"
[[ " ${left[*]} " = *' 1 5 '*' 41 60 100 400 '* ]]
for day in 8 20 38; do [ ! -e "$(name_of "$day")" ]; done
