#!/usr/bin/env bash
# `<root level="WARNING">` makes Logback write its debug lines, and Log4j 2 its errors only, and neither says so.
#
# Guess:   An unknown level is an error of the configuration, or WARN is meant, or both fall back on the same default. WARNING is java.util.logging's name, so it comes with a change of the logger.
# So:      Logback takes any unknown level for DEBUG, so that the log grows a hundredfold, and with what nobody was to see. Log4j 2 takes it for ERROR, so that the warnings and everything below are gone.
#          By default neither says so: Logback's configuration has no error, and Log4j 2 warns with status="WARN" only. The same holds for `Information` and `CRITICAL`, and for
#          `${LOG_LEVEL}` in a container whose variable has a name of another language.
# Version: logback-classic 1.5.18; log4j-core 2.25.2; Java 17
# Source:  ch.qos.logback.classic.Level.toLevel(String); org.apache.logging.log4j.core.config.LoggerConfig (Level.toLevel with a default)
# Seen:    INFO: error, warn, info with both; WARNING: logback error, warn, info, debug; log4j2 error
# Needs:   a JDK of 17 or later, and Maven.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

# Fetches the artifacts $2… into the folder $1.
fetch() {
  local into=$1 artifact group name version
  shift
  mkdir "$into"
  {
    echo '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion><groupId>example</groupId><artifactId>levels</artifactId><version>1</version><dependencies>'
    for artifact in "$@"; do
      IFS=: read -r group name version <<< "$artifact"
      echo "<dependency><groupId>$group</groupId><artifactId>$name</artifactId><version>$version</version></dependency>"
    done
    echo '</dependencies></project>'
  } > "$into/pom.xml"
  mvn --quiet --batch-mode --file "$into/pom.xml" dependency:copy-dependencies -DoutputDirectory=lib > "$into/maven.txt" 2>&1
}
fetch logback ch.qos.logback:logback-classic:1.5.18
fetch log4j2 org.apache.logging.log4j:log4j-core:2.25.2 org.apache.logging.log4j:log4j-slf4j2-impl:2.25.2

cat > logback/config.xml << 'XML'
<configuration>
  <appender name="out" class="ch.qos.logback.core.ConsoleAppender"><encoder><pattern>%level%n</pattern></encoder></appender>
  <root level="${LOG_LEVEL}"><appender-ref ref="out"/></root>
</configuration>
XML
cat > log4j2/config.xml << 'XML'
<Configuration>
  <Appenders><Console name="out"><PatternLayout pattern="%level%n"/></Console></Appenders>
  <Loggers><Root level="${env:LOG_LEVEL}"><AppenderRef ref="out"/></Root></Loggers>
</Configuration>
XML
cat > Shop.java << 'JAVA'
public class Shop {
  public static void main(String[] arguments) {
    var log = org.slf4j.LoggerFactory.getLogger("shop");
    log.error("order not stored");
    log.warn("disk almost full");
    log.info("order stored");
    log.debug("order read");
  }
}
JAVA
for level in INFO WARNING Information CRITICAL; do
  for library in logback log4j2; do
    echo "$level, $library: $(LOG_LEVEL=$level java -cp "$library/lib/*" -Dlogback.configurationFile=logback/config.xml -Dlog4j2.configurationFile=log4j2/config.xml Shop.java 2>&1 | paste --serial --delimiters ' ')"
  done
done | tee seen.txt
diff seen.txt - << 'TXT'
INFO, logback: ERROR WARN INFO
INFO, log4j2: ERROR WARN INFO
WARNING, logback: ERROR WARN INFO DEBUG
WARNING, log4j2: ERROR
Information, logback: ERROR WARN INFO DEBUG
Information, log4j2: ERROR
CRITICAL, logback: ERROR WARN INFO DEBUG
CRITICAL, log4j2: ERROR
TXT
