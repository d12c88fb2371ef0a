#!/usr/bin/env bash
# `app.log.1` is the oldest file of a Log4j 2 log and the newest of a Logback log.
#
# Guess:   `.1` is the youngest rotated file, as with logrotate, Docker, and Log4j 1. A higher number is older.
# So:      Log4j 2's DefaultRolloverStrategy has fileIndex="max" by default: each rollover takes the next higher number. Once `max` is reached,
#          all files are renamed downwards and the newest gets `max` again. Logback's FixedWindowRollingPolicy counts the other way.
#          Both patterns give the same names, so names alone cannot order the files; only their content (or their times) can.
# Version: log4j-core 2.25.2, logback-classic 1.5.18, Java 17
# Source:  https://logging.apache.org/log4j/2.x/manual/appenders/rolling-file.html (fileIndex), https://logback.qos.ch/manual/appenders.html
# Seen:    log4j2: .1 023, .2 034, .3 045, live 056; logback: .3 127, .2 148, .1 169, live 190
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
    <dependency><groupId>ch.qos.logback</groupId><artifactId>logback-classic</artifactId><version>1.5.18</version></dependency>
  </dependencies>
</project>
POM
mvn --quiet --batch-mode dependency:copy-dependencies -DoutputDirectory=lib > maven.txt 2>&1

cat > log4j2.xml << 'XML'
<Configuration status="error">
  <Appenders>
    <RollingFile name="file" fileName="log4j2/app.log" filePattern="log4j2/app.log.%i">
      <PatternLayout pattern="%m%n"/>
      <SizeBasedTriggeringPolicy size="200"/>
      <DefaultRolloverStrategy max="3"/>
    </RollingFile>
  </Appenders>
  <Loggers><Root level="info"><AppenderRef ref="file"/></Root></Loggers>
</Configuration>
XML
cat > logback.xml << 'XML'
<configuration>
  <appender name="file" class="ch.qos.logback.core.rolling.RollingFileAppender">
    <file>logback/app.log</file>
    <rollingPolicy class="ch.qos.logback.core.rolling.FixedWindowRollingPolicy">
      <fileNamePattern>logback/app.log.%i</fileNamePattern><minIndex>1</minIndex><maxIndex>3</maxIndex>
    </rollingPolicy>
    <triggeringPolicy class="ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy">
      <maxFileSize>1KB</maxFileSize><checkIncrement>1 millisecond</checkIncrement>
    </triggeringPolicy>
    <encoder><pattern>%msg%n</pattern></encoder>
  </appender>
  <root level="INFO"><appender-ref ref="file"/></root>
</configuration>
XML
cat > WriteLog4j2.java << 'JAVA'
import org.apache.logging.log4j.LogManager;

class WriteLog4j2 {
  public static void main(String[] arguments) {
    for (int line = 1; line <= 60; line++) LogManager.getLogger("x").info(String.format("%03d a line of text", line));
  }
}
JAVA
cat > WriteLogback.java << 'JAVA'
import org.slf4j.LoggerFactory;

class WriteLogback {
  public static void main(String[] arguments) throws InterruptedException {
    for (int line = 1; line <= 200; line++) {
      LoggerFactory.getLogger("x").info(String.format("%03d ............................................", line));
      Thread.sleep(5);
    }
  }
}
JAVA
java -cp 'lib/*' -Dlog4j2.configurationFile=log4j2.xml WriteLog4j2.java
java -cp 'lib/*' -Dlogback.configurationFile=logback.xml WriteLogback.java

first_line() { head --lines 1 "$1" | cut -c1-3; }
for name in .1 .2 .3 ''; do echo "log4j2 app.log$name begins with line $(first_line "log4j2/app.log$name")"; done
for name in .3 .2 .1 ''; do echo "logback app.log$name begins with line $(first_line "logback/app.log$name")"; done
[ "$(first_line log4j2/app.log.1)" -lt "$(first_line log4j2/app.log.2)" ]
[ "$(first_line log4j2/app.log.2)" -lt "$(first_line log4j2/app.log.3)" ]
[ "$(first_line log4j2/app.log.3)" -lt "$(first_line log4j2/app.log)" ]
[ "$(first_line logback/app.log.3)" -lt "$(first_line logback/app.log.2)" ]
[ "$(first_line logback/app.log.2)" -lt "$(first_line logback/app.log.1)" ]
[ "$(first_line logback/app.log.1)" -lt "$(first_line logback/app.log)" ]
