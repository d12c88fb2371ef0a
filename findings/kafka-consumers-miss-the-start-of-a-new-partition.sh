#!/usr/bin/env bash
# A Kafka consumer with auto.offset.reset=latest misses the first lines of each partition that is added while it runs.
#
# Guess:   `latest` means that a new consumer begins with what comes after its start. A consumer that has been running all the time misses nothing when somebody gives the topic
#          more partitions.
# So:      The setting holds for each partition at the time at which the consumer gets to know it. Producers know a new partition before (a new producer at once), consumers
#          at their next look at the topic, up to five minutes later by default. No offset is committed there, so the consumer begins at the end, and what was written in between is never read.
#          The offsets and the lag look well. `latest` is the default of librdkafka, of the Java client, and of most shippers and pipelines that read logs from Kafka. `earliest` has no such hole.
# Version: Apache Kafka 4.1.0 (kafka_2.13 from Maven), confluent-kafka 2.16.1 (librdkafka), Java 17
# Source:  https://kafka.apache.org/41/configuration/consumer-configs/ (auto.offset.reset)
# Seen:    a line before: read; 10 lines to the added partition: latest 0, earliest 10; a line behind them: read by both
# Needs:   a JDK of 17 or later, Maven, Python 3.9 or later with venv.
set -euo pipefail
folder=$(mktemp -d)
broker=
trap '[ -z "$broker" ] || kill "$broker" 2> /dev/null || true; [ -z "$broker" ] || wait "$broker" || true; rm -rf "$folder"' EXIT
cd "$folder"

cat > pom.xml << 'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>example</groupId><artifactId>kafka</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>4.1.0</version></dependency>
  </dependencies>
</project>
POM
mvn --quiet --batch-mode dependency:copy-dependencies -DoutputDirectory=lib > maven.txt 2>&1
python3 -m venv environment
environment/bin/pip install --quiet --disable-pip-version-check confluent-kafka==2.16.1
port=$((20000 + RANDOM % 10000))
cat > server.properties << TXT
process.roles=broker,controller
node.id=1
controller.quorum.bootstrap.servers=127.0.0.1:$((port + 1))
listeners=PLAINTEXT://127.0.0.1:$port,CONTROLLER://127.0.0.1:$((port + 1))
advertised.listeners=PLAINTEXT://127.0.0.1:$port
controller.listener.names=CONTROLLER
log.dirs=$folder/data
offsets.topic.replication.factor=1
group.initial.rebalance.delay.ms=0
TXT
java -cp 'lib/*' kafka.tools.StorageTool format --cluster-id "$(head --bytes 16 /dev/urandom | base64 | tr '+/' ab | tr --delete =)" --config server.properties --standalone > format.txt 2>&1
java -Xmx512m -cp 'lib/*' kafka.Kafka server.properties > kafka.txt 2>&1 &
broker=$!
for _ in $(seq 300); do
  if (: < "/dev/tcp/127.0.0.1/$port") 2> /dev/null; then break; fi
  sleep 0.2
done
cat > try.py << 'PY'
import sys
import time

from confluent_kafka import Consumer, Producer
from confluent_kafka.admin import AdminClient, NewPartitions, NewTopic

broker = {'bootstrap.servers': f'127.0.0.1:{sys.argv[1]}'}
admin = AdminClient(broker)


def done(futures):
    for future in futures.values():
        future.result(60)


def send(topic, partition, lines):
    producer = Producer(broker)
    for line in lines:
        producer.produce(topic, line, partition=partition)
    producer.flush()


def run(reset):
    """Reads a topic that gets a second partition meanwhile, and tells what was read before, in between and behind."""
    topic = f'log-{reset}'
    done(admin.create_topics([NewTopic(topic, num_partitions=1, replication_factor=1)]))
    # The default of five minutes between two looks at the topic would make this slow.
    consumer = Consumer({**broker, 'group.id': topic, 'auto.offset.reset': reset, 'topic.metadata.refresh.interval.ms': 5000})
    consumer.subscribe([topic])

    def read(ready, seconds=60):
        lines = []
        end = time.time() + seconds
        while time.time() < end and not ready(lines):
            message = consumer.poll(0.2)
            if message and not message.error():
                lines.append(message.value().decode())
        return lines

    read(lambda lines: consumer.assignment())
    read(lambda lines: False, seconds=4)
    send(topic, 0, ['before'])
    before = read(lambda lines: lines)
    done(admin.create_partitions([NewPartitions(topic, 2)]))
    time.sleep(1)
    send(topic, 1, [f'line {number}' for number in range(10)])
    between = read(lambda lines: len(consumer.assignment()) == 2) + read(lambda lines: False, seconds=5)
    send(topic, 1, ['behind'])
    behind = read(lambda lines: lines)
    consumer.close()
    print(f'{reset}: before {before}, in between {len(between)} of 10, behind {behind}')
    return before, len(between), behind


assert run('latest') == (['before'], 0, ['behind'])
assert run('earliest') == (['before'], 10, ['behind'])
PY
environment/bin/python try.py "$port"
