#!/usr/bin/env bash
# Logback's AsyncAppender throws away INFO and DEBUG while its queue is four fifths full, and says nothing.
#
# Guess:   AsyncAppender puts a queue of 256 events before the real appender. When the queue is full, the caller waits (neverBlock is false by default), so nothing is lost.
# So:      It waits for WARN and ERROR only. Once fewer than a fifth of the places are free, events of INFO and below are dropped without a counter and without a line. A
#          burst that the disk or the pipe cannot take at once loses most of its lines. discardingThreshold=0 ends that.
# Version: logback-classic 1.5.18, Java 17
# Source:  https://logback.qos.ch/manual/appenders.html (AsyncAppender, discardingThreshold)
# Seen:    1000 INFO logged, 269 appended; 100 WARN logged, 100 appended
# Needs:   a JDK of 17 or later, and Maven.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat > pom.xml << 'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>example</groupId><artifactId>async</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>ch.qos.logback</groupId><artifactId>logback-classic</artifactId><version>1.5.18</version></dependency>
  </dependencies>
</project>
POM
mvn --quiet --batch-mode dependency:copy-dependencies -DoutputDirectory=lib > maven.txt 2>&1
cat > logback.xml << 'XML'
<configuration>
  <appender name="slow" class="SlowAppender"/>
  <appender name="async" class="ch.qos.logback.classic.AsyncAppender"><appender-ref ref="slow"/></appender>
  <root level="INFO"><appender-ref ref="async"/></root>
</configuration>
XML
cat > SlowAppender.java << 'JAVA'
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import org.slf4j.LoggerFactory;

/** Takes 2 ms for each event, as a busy disk does. */
public class SlowAppender extends AppenderBase<ILoggingEvent> {
  static int information, warnings;

  @Override protected void append(ILoggingEvent event) {
    try { Thread.sleep(2); } catch (InterruptedException stopped) { Thread.currentThread().interrupt(); }
    if (event.getLevel() == Level.INFO) information++; else warnings++;
  }

  public static void main(String[] arguments) throws InterruptedException {
    var log = LoggerFactory.getLogger("x");
    for (int order = 0; order < 1000; order++) log.info("order {} paid", order);
    for (int order = 0; order < 100; order++) log.warn("order {} refused", order);
    Thread.sleep(3000);
    ((LoggerContext) LoggerFactory.getILoggerFactory()).stop();
    System.out.println(information + " " + warnings);
  }
}
JAVA
javac -cp 'lib/*' -d classes SlowAppender.java
read -r information warnings < <(java -cp 'classes:lib/*' -Dlogback.configurationFile=logback.xml SlowAppender)
echo "1000 INFO logged, $information appended; 100 WARN logged, $warnings appended"
[ "$information" -lt 700 ]
[ "$warnings" = 100 ]
