#!/usr/bin/env bash
# Logback's DuplicateMessageFilter lets each log statement through six times, whatever its values and level, and then never again.
#
# Guess:   It holds back a text that is repeated: the same text with the same values, until another line comes or for some time. "order 17 stored" and "order 18 stored" are two texts, and an ERROR is not a repeat of an INFO.
# So:      It compares the text before the values are put in, so all of `log.info("order {} stored", id)` are one. It has no clock: the count begins again only after a hundred other texts. The level, the logger and the exception are not looked at: an error with
#          the same text is dropped, in another class as well. It counts before the level is judged, so six debug lines that nobody writes use up the text. A service shows its first six orders, and then
#          looks idle; a small program with fewer than a hundred log statements stays so until it is restarted. Nothing says what was dropped.
# Version: logback-classic 1.5.18, Java 17
# Source:  https://logback.qos.ch/manual/filters.html#DuplicateMessageFilter; ch.qos.logback.classic.turbo.LRUMessageCache
# Seen:    20 × info "order {} stored": 6; 20 × error "order {} lost" with an exception: 6; the error "order {} stored" of another logger: 0; info behind 20 disabled debug of the same text: 0
# Needs:   a JDK of 17 or later, and Maven.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat > pom.xml << 'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>example</groupId><artifactId>duplicates</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>ch.qos.logback</groupId><artifactId>logback-classic</artifactId><version>1.5.18</version></dependency>
  </dependencies>
</project>
POM
mvn --quiet --batch-mode dependency:copy-dependencies -DoutputDirectory=lib > maven.txt 2>&1
cat > logback.xml << 'XML'
<configuration>
  <turboFilter class="ch.qos.logback.classic.turbo.DuplicateMessageFilter"/>
  <appender name="out" class="ch.qos.logback.core.ConsoleAppender"><encoder><pattern>%level %logger %msg%nopex%n</pattern></encoder></appender>
  <root level="INFO"><appender-ref ref="out"/></root>
</configuration>
XML
cat > Shop.java << 'JAVA'
import org.slf4j.LoggerFactory;

public class Shop {
  public static void main(String[] arguments) throws InterruptedException {
    var log = LoggerFactory.getLogger("shop");
    for (int order = 0; order < 20; order++) log.info("order {} stored", order);
    Thread.sleep(2000);
    for (int order = 0; order < 20; order++) log.error("order {} lost", order, new RuntimeException("disk full"));
    LoggerFactory.getLogger("backup").error("order {} stored", 7);
    for (int order = 0; order < 20; order++) log.debug("order {} read", order);
    for (int order = 0; order < 20; order++) log.info("order {} read", order);
  }
}
JAVA
java -cp 'lib/*' -Dlogback.configurationFile=logback.xml Shop.java | tee seen.txt
diff seen.txt - << 'TXT'
INFO shop order 0 stored
INFO shop order 1 stored
INFO shop order 2 stored
INFO shop order 3 stored
INFO shop order 4 stored
INFO shop order 5 stored
ERROR shop order 0 lost
ERROR shop order 1 lost
ERROR shop order 2 lost
ERROR shop order 3 lost
ERROR shop order 4 lost
ERROR shop order 5 lost
TXT
