#!/usr/bin/env bash
# OpenTelemetry's Logback appender leaves out the MDC, addKeyValue() and markers, so that of a structured log the text is left.
#
# Guess:   `log.atInfo().addKeyValue("order", 18).log("order stored")` is a log record with the attribute `order`, as with the bridges for Go's slog, Python and pino. What the MDC has, comes too.
# So:      Each of them has a switch of its own (captureKeyValuePairAttributes, captureMdcAttributes, captureMarkerAttribute, captureArguments), and all are off. Of a program that was written for structured logging, nothing arrives but the texts: which
#          order, tenant or request they are about is in no field, and with key-values not in the text either. The same line on the console (Logback's %kvp and %mdc) and in its JSON encoder has them, so this is found when they
#          are needed. Nothing is said.
# Version: opentelemetry-logback-appender-1.0 2.20.1-alpha, opentelemetry-sdk 1.54.1, logback-classic 1.5.18, Java 17
# Source:  https://github.com/open-telemetry/opentelemetry-java-instrumentation/tree/v2.20.1/instrumentation/logback/logback-appender-1.0/library
# Seen:    attributes of a line with the MDC tenant=7, the pairs order=18 and paid=true, and the marker AUDIT: none; with the switches: tenant, order, paid, logback.marker
# Needs:   a JDK of 17 or later, and Maven.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat > pom.xml << 'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>example</groupId><artifactId>records</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>io.opentelemetry.instrumentation</groupId><artifactId>opentelemetry-logback-appender-1.0</artifactId><version>2.20.1-alpha</version></dependency>
    <dependency><groupId>io.opentelemetry</groupId><artifactId>opentelemetry-sdk</artifactId><version>1.54.1</version></dependency>
    <dependency><groupId>io.opentelemetry</groupId><artifactId>opentelemetry-sdk-testing</artifactId><version>1.54.1</version></dependency>
    <dependency><groupId>ch.qos.logback</groupId><artifactId>logback-classic</artifactId><version>1.5.18</version></dependency>
  </dependencies>
</project>
POM
mvn --quiet --batch-mode dependency:copy-dependencies -DoutputDirectory=lib > maven.txt 2>&1
cat > Shop.java << 'JAVA'
import io.opentelemetry.instrumentation.logback.appender.v1_0.OpenTelemetryAppender;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.export.SimpleLogRecordProcessor;
import io.opentelemetry.sdk.testing.exporter.InMemoryLogRecordExporter;
import java.util.TreeMap;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.MarkerFactory;

public class Shop {
  public static void main(String[] arguments) {
    var exporter = InMemoryLogRecordExporter.create();
    var provider = SdkLoggerProvider.builder().addLogRecordProcessor(SimpleLogRecordProcessor.create(exporter)).build();
    OpenTelemetryAppender.install(OpenTelemetrySdk.builder().setLoggerProvider(provider).build());
    MDC.put("tenant", "7");
    LoggerFactory.getLogger("shop").atInfo().addMarker(MarkerFactory.getMarker("AUDIT")).addKeyValue("order", 18).addKeyValue("paid", true).log("order stored");
    for (var record : exporter.getFinishedLogRecordItems()) {
      var attributes = new TreeMap<String, Object>();
      record.getAttributes().forEach((key, value) -> attributes.put(key.getKey(), value));
      System.out.println(record.getBodyValue().asString() + " " + attributes);
    }
  }
}
JAVA

# Runs the program with $1 in the appender's configuration.
try() {
  cat > logback.xml << XML
<configuration>
  <appender name="otel" class="io.opentelemetry.instrumentation.logback.appender.v1_0.OpenTelemetryAppender">$1</appender>
  <root level="INFO"><appender-ref ref="otel"/></root>
</configuration>
XML
  java -cp 'lib/*' -Dlogback.configurationFile=logback.xml Shop.java
}
{
  try ''
  try '<captureKeyValuePairAttributes>true</captureKeyValuePairAttributes><captureMarkerAttribute>true</captureMarkerAttribute><captureMdcAttributes>*</captureMdcAttributes>'
} | tee seen.txt
diff seen.txt - << 'TXT'
order stored {}
order stored {logback.marker=[AUDIT], order=18, paid=true, tenant=7}
TXT
