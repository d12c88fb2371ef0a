#!/usr/bin/env bash
# rsyslog's omelasticsearch forgets what OpenSearch refuses in a bulk, and says nothing.
#
# Guess:   A refused document is tried again, or rsyslog's own log says that it was refused and why, as for a server that cannot be reached.
# So:      With bulkmode, the answer to the request is 200 and the error stands in the item. omelasticsearch looks at the items only to write them into its errorFile, and without that option, which has no default, it
#          drops them: nothing in rsyslog's log, though it logs its own start and end there, and action.resumeRetryCount="-1" (for ever) does not touch them. One line whose `took` is "12ms", when the first had 12, is such
#          a document, and with a full queue of the server (429) so is each line: retryFailures is off by default.
# Version: rsyslog 8.2302.0-1+deb12u2 with rsyslog-elasticsearch (Debian 12); OpenSearch 2.19.5 (Maven), Java 17
# Source:  https://www.rsyslog.com/doc/configuration/modules/omelasticsearch.html (errorFile, retryFailures); plugins/omelasticsearch/omelasticsearch.c (checkResult)
# Seen:    took 12, "12ms", 14, "fast": stored orders 1 and 3; rsyslog's log: start; with errorFile: a mapper_parsing_exception for each of 2 and 4
# Needs:   Debian's apt-get (it downloads packages and installs nothing), libcurl4 (what curl uses), a JDK of 17 or later, Maven, Python 3.
set -euo pipefail
folder=$(mktemp -d)
server=
daemon=
trap 'for process in $daemon $server; do kill "$process" 2> /dev/null || true; wait "$process" || true; done; rm -rf "$folder"' EXIT
cd "$folder"

mkdir packages root
(cd packages && apt-get --quiet=2 download rsyslog rsyslog-elasticsearch libestr0 libfastjson4 > ../apt.txt 2>&1)
for package in packages/*.deb; do dpkg --extract "$package" root; done
export LD_LIBRARY_PATH
LD_LIBRARY_PATH=$(dirname "$(find "$folder/root" -name 'libestr.so.0' | head --lines 1)")
modules=$(dirname "$(find "$folder/root" -name imtcp.so)")
cat > pom.xml << 'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>example</groupId><artifactId>search</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.opensearch</groupId><artifactId>opensearch</artifactId><version>2.19.5</version></dependency>
    <dependency><groupId>org.opensearch.plugin</groupId><artifactId>transport-netty4-client</artifactId><version>2.19.5</version></dependency>
    <dependency><groupId>org.apache.logging.log4j</groupId><artifactId>log4j-core</artifactId><version>2.25.3</version></dependency>
  </dependencies>
</project>
POM
mvn --quiet --batch-mode dependency:copy-dependencies -DoutputDirectory=lib > maven.txt 2>&1
cat > Search.java << 'JAVA'
import java.util.List;
import java.util.Map;
import org.opensearch.common.settings.Settings;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.transport.Netty4Plugin;

/** A node with HTTP: the argument is the port. */
public class Search extends Node {
  Search(Settings settings) {
    super(InternalSettingsPreparer.prepareEnvironment(settings, Map.of(), null, () -> "node"), List.of(Netty4Plugin.class), true);
  }

  public static void main(String[] arguments) throws Exception {
    new Search(Settings.builder().put("path.home", "home").put("network.host", "127.0.0.1").put("http.port", arguments[0]).put("transport.port", "0")
        .put("discovery.type", "single-node").put("cluster.routing.allocation.disk.threshold_enabled", false).build()).start();
    Thread.currentThread().join();
  }
}
JAVA
javac -cp 'lib/*' Search.java
port=$((20000 + RANDOM % 10000))
java -Xmx512m -XX:+UseSerialGC -cp '.:lib/*' Search "$port" > server.txt 2>&1 &
server=$!
cat > try.py << 'PY'
import json
import socket
import sys
import time
import urllib.request

port, input_port, index = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]


def call(path):
    return json.load(urllib.request.urlopen(f'http://127.0.0.1:{port}/{path}'))


def wait(check):
    for _ in range(300):
        try:
            if check():
                return
        except OSError:
            pass
        time.sleep(0.2)
    sys.exit('waited too long')


def stored():
    call(f'{index}/_refresh')
    return sorted(hit['_source']['message'] for hit in call(f'{index}/_search')['hits']['hits'])


wait(lambda: call('_cluster/health'))
wait(lambda: socket.create_connection(('127.0.0.1', input_port)).close() is None)
with socket.create_connection(('127.0.0.1', input_port)) as connection:
    connection.sendall(b'{"took":12,"message":"order 1 stored"}\n')
    wait(lambda: stored() == ['order 1 stored'])
    connection.sendall(b'{"took":"12ms","message":"order 2 stored"}\n{"took":14,"message":"order 3 stored"}\n{"took":"fast","message":"order 4 stored"}\n')
    wait(lambda: 'order 3 stored' in stored())
time.sleep(3)
print(index, stored())
assert stored() == ['order 1 stored', 'order 3 stored']
PY

# Runs rsyslog with the index $1 and the further options $2 of omelasticsearch.
try() {
  local input=$((20000 + RANDOM % 10000))
  mkdir "$1"
  cat > "$1.conf" << CONF
global(workDirectory="$folder/$1" processInternalMessages="on")
module(load="imtcp")
module(load="omelasticsearch")
input(type="imtcp" port="$input" address="127.0.0.1")
template(name="line" type="string" string="%rawmsg%")
if \$inputname == "imtcp" then {
  action(type="omelasticsearch" server="127.0.0.1" serverport="$port" searchIndex="$1" searchType="" bulkmode="on" template="line" action.resumeRetryCount="-1" $2)
} else {
  action(type="omfile" file="$folder/$1.own")
}
CONF
  root/usr/sbin/rsyslogd -n -M "$modules" -f "$folder/$1.conf" -i "$folder/$1.pid" 2> "$1.errors" &
  daemon=$!
  python3 try.py "$port" "$input" "$1"
  kill "$daemon"
  wait "$daemon" || true
  daemon=
  cat "$1.own" "$1.errors"
}
try plain ''
grep --quiet ' start$' plain.own
if grep --ignore-case --extended-regexp 'refus|reject|mapper|error|order' plain.own plain.errors; then exit 1; fi
try file "errorFile=\"$folder/refused.txt\""
echo "refused: $(grep --only-matching mapper_parsing_exception refused.txt | wc -l)"
grep --quiet 'order 2' refused.txt
grep --quiet 'order 4' refused.txt
