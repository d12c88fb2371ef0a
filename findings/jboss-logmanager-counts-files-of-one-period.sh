#!/usr/bin/env bash
# JBoss LogManager's max-backup-index, Quarkus' and WildFly's limit of log files, counts within one day, and nothing deletes the days before.
#
# Guess:   A rotation by size and day (`rotate-size`, `suffix=".yyyy-MM-dd"`, `max-backup-index=2`) keeps the live file and two more.
# So:      The suffix of the day stands before the number: app.log.2026-11-30.1. Of one day two numbered files are kept, and one without a number when the day ends. The next day begins a new
#          count, and no day looks at the files of another. So each day leaves up to three files for ever, and the disk fills with the limit in place. Without a
#          suffix the limit is what one expects. (The script lets a minute be the period, `.HH-mm`, to end in time.)
# Version: jboss-logmanager 3.1.2.Final, Java 17
# Source:  org/jboss/logmanager/handlers/PeriodicSizeRotatingFileHandler.java, SuffixRotator.java; https://quarkus.io/guides/logging (quarkus.log.file.rotation)
# Seen:    150 records of one a second, rotateSize 300, maxBackupIndex 2: without a suffix app.log, .1 and .2; with it 9, up to three of each minute
# Needs:   a JDK of 17 or later, Maven, and three minutes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat > pom.xml << 'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>example</groupId><artifactId>periods</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.jboss.logmanager</groupId><artifactId>jboss-logmanager</artifactId><version>3.1.2.Final</version></dependency>
  </dependencies>
</project>
POM
mvn --quiet --batch-mode dependency:copy-dependencies -DoutputDirectory=lib > maven.txt 2>&1
cat > Write.java << 'JAVA'
import java.io.File;
import java.util.List;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.jboss.logmanager.handlers.FileHandler;
import org.jboss.logmanager.handlers.PeriodicSizeRotatingFileHandler;
import org.jboss.logmanager.handlers.SizeRotatingFileHandler;

public class Write {
  public static void main(String[] arguments) throws Exception {
    var periods = new PeriodicSizeRotatingFileHandler();
    periods.setSuffix(".HH-mm");
    periods.setMaxBackupIndex(2);
    periods.setRotateSize(300);
    var sizes = new SizeRotatingFileHandler();
    sizes.setMaxBackupIndex(2);
    sizes.setRotateSize(300);
    for (FileHandler handler : List.of(periods, sizes)) {
      var folder = new File(handler == periods ? "periods" : "sizes");
      folder.mkdir();
      handler.setFormatter(new PatternFormatter("%s%n"));
      handler.setFile(new File(folder, "app.log"));
    }
    for (int order = 0; order < 150; order++) {
      var record = new ExtLogRecord(Level.INFO, "order " + order + " paid by card, thank you", "shop");
      periods.publish(record);
      sizes.publish(record);
      Thread.sleep(1000);
    }
    periods.close();
    sizes.close();
  }
}
JAVA
javac -cp 'lib/*' -d classes Write.java
java -cp 'classes:lib/*' Write
for file in periods/*; do echo "$file: $(wc -l < "$file") lines, from $(head --lines 1 "$file")"; done
echo "without a suffix: $(cd sizes && echo *)"
[ "$(cd sizes && echo *)" = 'app.log app.log.1 app.log.2' ]
[ "$(find periods -type f | wc -l)" -ge 6 ]
