#!/usr/bin/env bash
# If the first `took` that an OpenSearch index sees is 0, it takes 0.35 for 0 and 0.9 for 0 from then on, and answers 201.
#
# Guess:   A field that held whole numbers and then gets 0.35 becomes a floating-point field, or the document is refused, as it is for a text. What is in the document is what one searches.
# So:      The first value makes the field a `long`, and `coerce` is on by default: each later fraction is cut off in the index, without an error. The document that is shown still has 0.35. So `took > 0.2` does not find
#          it, `took = 0` does, and averages and maxima are of whole numbers. JavaScript writes 1.0 as 1, and the first duration after a start is often 0, so each new index of a day or data stream has its own chance:
#          the same query is right on one day and wrong on the next. The other order (0.35 first) makes a `float`, and all is right. `"coerce": false` in the mapping refuses the fraction, a mapping as `double` avoids all that.
# Version: OpenSearch 2.19.5 (Maven), Java 17
# Source:  https://docs.opensearch.org/latest/mappings/mapping-parameters/coerce/; dynamic mapping
# Seen:    0, 0.35, 0.9, 2 in this order: long; took > 0.2: [2]; took = 0: [0, 0.35, 0.9]; average 0.5, 0.35 first: float; took > 0.2: [0.35, 0.9, 2]; average 0.8125
# Needs:   a JDK of 17 or later, Maven, Python 3.
set -euo pipefail
folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2> /dev/null || true; [ -z "$server" ] || wait "$server" || true; rm -rf "$folder"' EXIT
cd "$folder"

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
import json, sys, time, urllib.request

base = f'http://127.0.0.1:{sys.argv[1]}'

def call(path, body=None):
    for _ in range(300):
        try:
            return json.load(urllib.request.urlopen(urllib.request.Request(base + path, body and body.encode(), {'content-type': 'application/json'})))
        except OSError:
            time.sleep(0.2)

def run(index, values):
    """Stores a document for each value, and gives the field's type, what two searches find, and the average."""
    lines = ''.join('{"index":{}}\n' + json.dumps({'took': value}) + '\n' for value in values)
    assert [item['index']['status'] for item in call(f'/{index}/_bulk?refresh=true', lines)['items']] == [201] * len(values)

    def search(query):
        return call(f'/{index}/_search', json.dumps({'query': query, 'aggs': {'average': {'avg': {'field': 'took'}}}}))

    def found(query):
        return sorted(hit['_source']['took'] for hit in search(query)['hits']['hits'])

    kind = call(f'/{index}/_mapping')[index]['mappings']['properties']['took']['type']
    seen = kind, found({'range': {'took': {'gt': 0.2}}}), found({'term': {'took': 0}}), round(search({'match_all': {}})['aggregations']['average']['value'], 4)
    print(f'{values}: {kind}; took > 0.2: {seen[1]}; took = 0: {seen[2]}; average {seen[3]}')
    return seen

assert run('whole-first', [0, 0.35, 0.9, 2]) == ('long', [2], [0, 0.35, 0.9], 0.5)
assert run('fraction-first', [0.35, 0, 0.9, 2]) == ('float', [0.35, 0.9, 2], [0], 0.8125)
PY
python3 try.py "$port"
