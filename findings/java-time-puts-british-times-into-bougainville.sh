#!/usr/bin/env bash
# java.time reads the zone BST of a London log as Bougainville's, ten hours off, and IST as India's, London's or Abidjan's, by the locale.
#
# Guess:   A zone's short name in a log (`date`, PostgreSQL's %m, Log4j's %d{z}) is read back as the zone that wrote it, or is refused, as such names have several meanings.
# So:      The pattern letter z takes whichever zone has such a name in the locale's data, and gives no error. With Locale.US and Locale.UK alike, BST is Pacific/Bougainville
#          (+11:00; London has +01:00). IST is Africa/Abidjan (UTC) with Locale.US, London with Locale.UK and India with Locale.ROOT, where BST is UTC. So PostgreSQL's log of a
#          server in London or Mumbai is stored hours off, and a test on a machine with another locale is right. CEST is read well everywhere. appendZoneText with a set of
#          preferred zones settles it.
# Version: OpenJDK 17.0.15 (Debian 12)
# Source:  java.time.format.DateTimeFormatterBuilder.appendZoneText; Unicode CLDR's zone names
# Seen:    "2026-07-30 07:30 BST": US and UK +11:00 Pacific/Bougainville, ROOT Z Africa/Abidjan; IST: US Z Africa/Abidjan, ROOT +05:30 Asia/Kolkata, UK +01:00 Europe/London; CEST: +02:00 in all
# Needs:   a JDK of 17.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat > Zones.java << 'JAVA'
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

public class Zones {
  public static void main(String[] arguments) {
    for (var locale : List.of(Locale.ROOT, Locale.US, Locale.UK)) {
      for (var name : List.of("BST", "IST", "CEST")) {
        var formatter = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm z", locale);
        var time = ZonedDateTime.parse("2026-07-30 07:30 " + name, formatter);
        System.out.println((locale == Locale.ROOT ? "ROOT" : locale.getCountry()) + " " + name + ": " + time.getOffset() + " " + time.getZone());
      }
    }
  }
}
JAVA
java Zones.java | tee seen.txt
diff seen.txt - << 'TXT'
ROOT BST: Z Africa/Abidjan
ROOT IST: +05:30 Asia/Kolkata
ROOT CEST: +02:00 Europe/Paris
US BST: +11:00 Pacific/Bougainville
US IST: Z Africa/Abidjan
US CEST: +02:00 Europe/Paris
GB BST: +11:00 Pacific/Bougainville
GB IST: +01:00 Europe/London
GB CEST: +02:00 Europe/Paris
TXT
