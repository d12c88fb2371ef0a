#!/usr/bin/env bash
# commons-io's Tailer ends, silently with its own adapter, when the file has no name for a moment during a rotation.
#
# Guess:   A Tailer follows a file over rotations (there is fileRotated() and fileNotFound()). If the name is missing for a moment, it waits for it, as it does at its start.
# So:      It waits for the file only at its start. Later a look at a missing file raises NoSuchFileException (with setReOpen, FileNotFoundException), which goes to
#          handle(Exception), and the thread ends. TailerListenerAdapter, which all examples extend, has an empty handle(Exception). So the first rotation
#          that a look falls into (rename, then the program's new file a moment later) ends the reading for ever, and says nothing.
# Version: commons-io 2.20.0, Java 17
# Source:  org/apache/commons/io/input/Tailer.java (run); TailerListenerAdapter.java
# Seen:    renamed, and the new file half a second later: one two (ended); the new file renamed over the old one: one two (rotated) new (follows)
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
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.apache.commons.io.input.Tailer;
import org.apache.commons.io.input.TailerListenerAdapter;

public class Follow {
  public static void main(String[] arguments) throws Exception {
    var file = Path.of("app.log");
    Files.writeString(file, "one\ntwo\n");
    var listener = new TailerListenerAdapter() {
      @Override public void handle(String line) { System.out.println(line); }
      @Override public void fileRotated() { System.out.println("(rotated)"); }
      @Override public void fileNotFound() { System.out.println("(not found)"); }
    };
    var tailer = Tailer.builder().setPath(file).setTailFromEnd(false).setDelayDuration(Duration.ofMillis(50)).setTailerListener(listener).setStartThread(false).get();
    var thread = new Thread(tailer);
    thread.start();
    Thread.sleep(1000);
    if (arguments[0].equals("gap")) {
      Files.move(file, Path.of("app.log.1"));
      Thread.sleep(500);
      Files.writeString(file, "new\n");
    } else {
      Files.writeString(Path.of("next.log"), "new\n");
      Files.createLink(Path.of("app.log.1"), file);
      Files.move(Path.of("next.log"), file, StandardCopyOption.ATOMIC_MOVE);
    }
    Thread.sleep(1000);
    System.out.println(thread.isAlive() ? "(follows)" : "(ended)");
    tailer.close();
  }
}
JAVA
javac -cp 'lib/*' -d classes Follow.java
for way in gap none; do
  java -cp 'classes:lib/*' Follow $way > $way.txt
  echo "$way: $(paste --serial --delimiters ' ' $way.txt)"
  rm app.log app.log.1
done
[ "$(paste --serial --delimiters ' ' gap.txt)" = 'one two (ended)' ]
[ "$(paste --serial --delimiters ' ' none.txt)" = 'one two (rotated) new (follows)' ]
