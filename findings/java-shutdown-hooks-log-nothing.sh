#!/usr/bin/env bash
# What a shutdown hook logs is lost with Log4j 2 and java.util.logging, and written with Logback.
#
# Guess:   Loggers work until the process ends. A program that gets SIGTERM and writes "12 orders stored, goodbye" from its own shutdown hook has this line in its log.
# So:      Log4j 2 and java.util.logging close their files in shutdown hooks of their own, and the JVM runs all hooks at once, in no order. As soon as a program's hook takes a moment,
#          to drain connections or to wait for workers, the log is closed, and each line goes nowhere, silently. In Kubernetes these are the
#          lines about the end of each pod, so a clean stop looks as a kill. Logback has no hook, unless one configures it. `shutdownHook="disable"` in Log4j 2's
#          configuration, with LogManager.shutdown() at the end of one's own hook, ends it.
# Version: log4j-core 2.25.1, logback-classic 1.5.18, Java 17
# Source:  https://logging.apache.org/log4j/2.x/manual/configuration.html (shutdownHook); java/util/logging/LogManager.java (Cleaner); java.lang.Runtime.addShutdownHook
# Seen:    SIGTERM, a hook that logs after half a second: Log4j 2 "started"; java.util.logging "started"; Logback "started", "12 orders stored"
# Needs:   a JDK of 17 or later, and Maven.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat > pom.xml << 'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>example</groupId><artifactId>hook</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.logging.log4j</groupId><artifactId>log4j-core</artifactId><version>2.25.1</version></dependency>
    <dependency><groupId>ch.qos.logback</groupId><artifactId>logback-classic</artifactId><version>1.5.18</version></dependency>
  </dependencies>
</project>
POM
mvn --quiet --batch-mode dependency:copy-dependencies -DoutputDirectory=lib > maven.txt 2>&1
cat > Shop.java << 'JAVA'
import java.util.function.Consumer;
import java.util.logging.FileHandler;
import java.util.logging.SimpleFormatter;

public class Shop {
  static Consumer<String> logger(String name) throws Exception {
    switch (name) {
      case "log4j2": return org.apache.logging.log4j.LogManager.getLogger("shop")::info;
      case "logback": return org.slf4j.LoggerFactory.getLogger("shop")::info;
      default:
        var logger = java.util.logging.Logger.getLogger("shop");
        var file = new FileHandler("jul.log");
        file.setFormatter(new SimpleFormatter());
        logger.addHandler(file);
        return logger::info;
    }
  }

  public static void main(String[] arguments) throws Exception {
    var log = logger(arguments[0]);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
      try {
        Thread.sleep(500);
      } catch (InterruptedException interrupted) {
        throw new IllegalStateException(interrupted);
      }
      log.accept("12 orders stored");
      System.out.println("the hook has ended");
    }));
    log.accept("started");
    System.out.println("ready");
    Thread.sleep(60_000);
  }
}
JAVA
javac -cp 'lib/*' -d classes Shop.java
cat > log4j2.xml << 'XML'
<Configuration status="error">
  <Appenders><File name="file" fileName="log4j2.log"><PatternLayout pattern="INFO: %m%n"/></File></Appenders>
  <Loggers><Root level="info"><AppenderRef ref="file"/></Root></Loggers>
</Configuration>
XML
cat > logback.xml << 'XML'
<configuration>
  <appender name="file" class="ch.qos.logback.core.FileAppender"><file>logback.log</file><encoder><pattern>INFO: %m%n</pattern></encoder></appender>
  <root level="info"><appender-ref ref="file"/></root>
</configuration>
XML

# Lets the program log with $1, sends SIGTERM, and keeps what is in its log.
try() {
  java -cp 'classes:.:lib/*' Shop "$1" > "$1.txt" 2> "$1.errors" &
  local program=$!
  for _ in $(seq 300); do
    if grep --quiet ready "$1.txt"; then break; fi
    sleep 0.1
  done
  kill "$program"
  wait "$program" || true
  grep --quiet 'the hook has ended' "$1.txt"
  seen=$(sed --quiet 's/^INFO: //p' "$1.log" | paste --serial --delimiters ,)
  echo "$1: $seen"
}
try log4j2
[ "$seen" = started ]
try jul
[ "$seen" = started ]
try logback
[ "$seen" = 'started,12 orders stored' ]
