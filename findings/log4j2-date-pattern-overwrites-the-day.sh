#!/usr/bin/env bash
# Log4j 2 with a size limit and `app-%d{yyyy-MM-dd}.log.gz` replaces the day's archive at each rollover.
#
# Guess:   A filePattern without %i and a SizeBasedTriggeringPolicy are refused, or the day's further files get a number, or are appended.
# So:      Each rollover of the same day writes the same name over the file before. 192 of 1,000 lines are left, no warning is printed at status level "warn".
#          With fast logs a reader has seconds between the rollover and the loss.
# Version: log4j-core 2.25.2, Java 17
# Source:  https://logging.apache.org/log4j/2.x/manual/appenders/rolling-file.html (filePattern); RollingFileManager, FileRenameAction
# Seen:    1000 lines written, 2 files (app.log and one .gz), 192 lines in them
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
    <dependency><groupId>org.apache.logging.log4j</groupId><artifactId>log4j-core</artifactId><version>2.25.2</version></dependency>
  </dependencies>
</project>
POM
mvn --quiet --batch-mode dependency:copy-dependencies -DoutputDirectory=lib > maven.txt 2>&1
cat > log4j2.xml << 'XML'
<Configuration status="warn">
  <Appenders>
    <RollingFile name="file" fileName="logs/app.log" filePattern="logs/app-%d{yyyy-MM-dd}.log.gz">
      <PatternLayout pattern="%m%n"/>
      <Policies><TimeBasedTriggeringPolicy/><SizeBasedTriggeringPolicy size="2000"/></Policies>
    </RollingFile>
  </Appenders>
  <Loggers><Root level="info"><AppenderRef ref="file"/></Root></Loggers>
</Configuration>
XML
cat > WriteLog.java << 'JAVA'
import org.apache.logging.log4j.LogManager;

class WriteLog {
  public static void main(String[] arguments) {
    for (int line = 1; line <= 1000; line++) LogManager.getLogger("x").info(String.format("%04d a line of text", line));
    LogManager.shutdown();
  }
}
JAVA
java -cp 'lib/*' -Dlog4j2.configurationFile=log4j2.xml WriteLog.java > printed.txt 2>&1
left=$({ cat logs/app.log; zcat logs/*.gz; } | wc -l)
echo "1000 lines written, $(ls logs | wc -l) files, $left lines in them; printed by Log4j: $(wc -l < printed.txt) lines"
[ "$left" -lt 400 ]
[ ! -s printed.txt ]
