#!/usr/bin/env bash
# Spring Boot's structured logging loses each line whose context has a name of the format itself, or a name that the line's own pair has, too.
#
# Guess:   `logging.structured.format.console=logstash` writes one JSON object for each log call. A key `message` or `user` that comes twice is written
#          twice, or one of the two values wins. The line comes.
# So:      Spring Boot's JSON writer refuses a name that it has already written, and the refusal ends the line, not the pair. One MDC.put("message", …), or an MDC key `user` with addKeyValue("user", …),
#          loses every line of that request. In the format ecs, `service` and `log` do the same. Logback says it for the first two lines, as stack traces on stdout, and then
#          never again. The same program with a pattern prints all. Names differ between the formats: gelf begins them with `_`, so only the pair loses a line there.
# Version: spring-boot-starter 4.0.1 (3.5.7 does the same), Logback 1.5, Java 17
# Source:  https://docs.spring.io/spring-boot/reference/features/logging.html#features.logging.structured; org.springframework.boot.json.JsonWriter (duplicate names)
# Seen:    of 20 lines each with message, level, service and user twice: ecs 0, 20, 0, 0; logstash 0, 0, 20, 0; gelf 20, 20, 20, 0; told of: 2 of 60 lost lines with ecs, 2 of 60 with logstash, 2 of 20 with gelf
# Needs:   a JDK of 17 or later, and Maven.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat > pom.xml << 'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>example</groupId><artifactId>shop</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter</artifactId><version>4.0.1</version></dependency>
  </dependencies>
</project>
POM
mvn --quiet --batch-mode dependency:copy-dependencies -DoutputDirectory=lib > maven.txt 2>&1
cat > Shop.java << 'JAVA'
import java.util.List;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;

@SpringBootConfiguration
public class Shop {
  public static void main(String[] arguments) {
    SpringApplication.run(Shop.class, arguments);
    var log = LoggerFactory.getLogger("shop");
    for (var name : List.of("message", "level", "service")) {
      MDC.put(name, "of the context");
      for (int i = 0; i < 20; i++) log.info("order stored, {} in the context", name);
      MDC.clear();
    }
    MDC.put("user", "of the context");
    for (int i = 0; i < 20; i++) log.atInfo().addKeyValue("user", "of the line").log("order stored, user twice");
  }
}
JAVA
javac -cp 'lib/*' -d classes Shop.java

try() {
  java -cp 'classes:lib/*' "-Dlogging.structured.format.console=$1" Shop > "$1.txt" 2>&1
  seen=
  for name in message level service 'user twice'; do
    seen+="${seen:+, }$(grep --extended-regexp --count "message\":\"order stored, $name" "$1.txt" || true)"
  done
  echo "$1: message, level, service, user twice: $seen; told of: $(grep --count 'failed to append' "$1.txt")"
}

try ecs
[ "$seen" = '0, 20, 0, 0' ]
[ "$(grep --count 'failed to append' ecs.txt)" = 2 ]
try logstash
[ "$seen" = '0, 0, 20, 0' ]
try gelf
[ "$seen" = '20, 20, 20, 0' ]
