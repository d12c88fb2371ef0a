#!/usr/bin/env bash
# commons-io's Tailer delivers the whole log again when only the file's modification time changes.
#
# Guess:   Tailer keeps its position. A `touch`, a restored time stamp or a write of nothing gives no lines.
# So:      If the file has not grown but is newer than at the last look, Tailer takes it for overwritten with text of the same length, and begins at byte 0. So each
#          `touch`, and each tool that sets times (rsync, a restore), sends all lines once more, with no call of fileRotated().
# Version: commons-io 2.20.0, Java 17
# Source:  org/apache/commons/io/input/Tailer.java (run: isNewer)
# Seen:    one, two, (touch) one, two, three
# Needs:   a JDK of 17 or later, and Maven.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat > pom.xml << 'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>example</groupId><artifactId>tail</artifactId><version>1</version>
  <dependencies><dependency><groupId>commons-io</groupId><artifactId>commons-io</artifactId><version>2.20.0</version></dependency></dependencies>
</project>
POM
mvn --quiet --batch-mode dependency:copy-dependencies -DoutputDirectory=lib > maven.txt 2>&1
cat > Follow.java << 'JAVA'
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.apache.commons.io.input.Tailer;
import org.apache.commons.io.input.TailerListenerAdapter;

public class Follow {
  public static void main(String[] arguments) throws Exception {
    var file = Path.of("app.log");
    Files.writeString(file, "one\ntwo\n");
    var listener = new TailerListenerAdapter() {
      @Override public void handle(String line) { System.out.println(line); }
      @Override public void fileRotated() { System.out.println("(rotated)"); }
      @Override public void handle(Exception failure) { System.out.println(failure); }
    };
    try (var tailer = Tailer.builder().setPath(file).setTailFromEnd(false).setDelayDuration(Duration.ofMillis(50)).setTailerListener(listener).get()) {
      Thread.sleep(1000);
      System.out.println("(touch)");
      Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
      Thread.sleep(1000);
      Files.writeString(file, "three\n", StandardOpenOption.APPEND);
      Thread.sleep(1000);
    }
  }
}
JAVA
javac -cp 'lib/*' -d classes Follow.java
java -cp 'classes:lib/*' Follow > seen.txt
paste --serial --delimiters ' ' seen.txt
[ "$(paste --serial --delimiters ' ' seen.txt)" = 'one two (touch) one two three' ]
