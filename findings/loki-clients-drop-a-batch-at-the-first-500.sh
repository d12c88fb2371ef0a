#!/usr/bin/env bash
# Two usual Loki clients, loki4j and pino-loki, throw a batch away when Loki answers 500 once.
#
# Guess:   A client keeps what a server's error (5xx) refused, and sends it again, as Promtail did. loki4j has maxRetries, which is 2 by default.
# So:      loki4j tries again after 503, 429 and a failed connection only. 500, 502 and 504, which Loki and the proxies before it give while a part of it restarts, end the batch.
#          pino-loki never tries again, after 503 or a refused connection either. Each says one line on stderr or in Logback's status, without what was lost.
# Version: loki-logback-appender 2.0.0 with logback-classic 1.5.18, Java 17; pino-loki 3.0.0 with pino 10.4.0
# Source:  https://loki4j.github.io/loki-logback-appender/docs/configuration (http.maxRetries); https://github.com/Julien-R44/pino-loki
# Seen:    one log line, and a server that refuses the first request: loki4j: 500: 1 request, 503: 2; pino-loki: 500: 1, 503: 1
# Needs:   Node.js 20 or later, npm, a JDK of 17 or later, Maven.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

echo '{ "private": true, "type": "module" }' > package.json
npm install --silent --no-audit --no-fund pino@10.4.0 pino-loki@3.0.0
cat > push.js << 'JS'
import { createServer } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import pino from 'pino';

let requests = 0;
const server = createServer((request, response) => {
  request.resume().on('end', () => response.writeHead(requests++ === 0 ? Number(process.argv[2]) : 204).end());
});
await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
const options = { host: `http://127.0.0.1:${server.address().port}`, labels: { app: 'shop' }, batching: { interval: 1 } };
pino(pino.transport({ target: 'pino-loki', options })).info('order 42 paid');
while (requests === 0) await setTimeout(100);
await setTimeout(10_000);
console.log(requests);
process.exit();
JS

cat > pom.xml << 'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>example</groupId><artifactId>push</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>ch.qos.logback</groupId><artifactId>logback-classic</artifactId><version>1.5.18</version></dependency>
    <dependency><groupId>com.github.loki4j</groupId><artifactId>loki-logback-appender</artifactId><version>2.0.0</version></dependency>
  </dependencies>
</project>
POM
mvn --quiet --batch-mode dependency:copy-dependencies -DoutputDirectory=lib > maven.txt 2>&1
cat > logback.xml << 'XML'
<configuration>
  <statusListener class="ch.qos.logback.core.status.NopStatusListener"/>
  <appender name="loki" class="com.github.loki4j.logback.Loki4jAppender">
    <labels>app=shop</labels>
    <batch><timeoutMs>500</timeoutMs></batch>
    <http><url>http://127.0.0.1:${port}/loki/api/v1/push</url></http>
  </appender>
  <root level="INFO"><appender-ref ref="loki"/></root>
</configuration>
XML
cat > Push.java << 'JAVA'
import ch.qos.logback.classic.LoggerContext;
import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.LoggerFactory;

public class Push {
  public static void main(String[] arguments) throws Exception {
    var requests = new AtomicInteger();
    var server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext("/", exchange -> {
      exchange.getRequestBody().readAllBytes();
      exchange.sendResponseHeaders(requests.getAndIncrement() == 0 ? Integer.parseInt(arguments[0]) : 204, -1);
      exchange.close();
    });
    server.start();
    System.setProperty("port", String.valueOf(server.getAddress().getPort()));
    LoggerFactory.getLogger("shop").info("order 42 paid");
    while (requests.get() == 0) Thread.sleep(100);
    Thread.sleep(10_000);
    System.out.println(requests);
    ((LoggerContext) LoggerFactory.getILoggerFactory()).stop();
    server.stop(0);
  }
}
JAVA
javac -cp 'lib/*' -d classes Push.java
for status in 500 502 503 504; do
  java=$(java -cp 'classes:lib/*' -Dlogback.configurationFile=logback.xml Push $status 2> java.txt)
  node=$(node push.js $status 2> node.txt)
  echo "$status to the first request: loki4j $java requests, pino-loki $node"
  seen+="$java/$node "
done
[ "$seen" = '1/1 1/1 2/1 1/1 ' ]
