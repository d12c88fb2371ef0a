#!/usr/bin/env bash
# Kafka acknowledges log lines that are older than its retention, and deletes them at its next look.
#
# Guess:   Retention is how long Kafka keeps what it was given: seven days by default, from its arrival. What is too old would be refused.
# So:      Retention goes by the time in the record, and a shipper that gives the record the time of the log line gives the time of its deletion with it. A segment whose youngest record is older than retention.ms
#          goes at the next look (five minutes by default), the active one too, read or not. The producer has its acknowledgement with an offset, and the consumer goes on behind the hole.
#          So old logs that are shipped late, after an outage or at a move, vanish. One new line in the same segment keeps all of them. A time more than an hour in the future is refused,
#          but the past has no such limit by default (message.timestamp.before.max.ms), nor are seconds in place of milliseconds noticed.
# Version: Apache Kafka 4.1.0 (kafka_2.13 from Maven), confluent-kafka 2.16.1 (librdkafka), Java 17
# Source:  https://kafka.apache.org/41/configuration/topic-configs/ (retention.ms, message.timestamp.before.max.ms); UnifiedLog.deleteRetentionMsBreachedSegments
# Seen:    5 lines of 8 days ago: acknowledged with offsets 0 to 4, some seconds later a consumer from the earliest gets 0 lines; 5 old ones and a new one: 6 lines; times in seconds: acknowledged, 0 lines
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
log.initial.task.delay.ms=500
log.retention.check.interval.ms=1000
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

from confluent_kafka import Consumer, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic

broker = {'bootstrap.servers': f'127.0.0.1:{sys.argv[1]}'}
admin = AdminClient(broker)
producer = Producer(broker)
NOW = int(time.time() * 1000)
OLD = NOW - 8 * 86_400_000


def send(topic, times):
    """Sends a line for each time, and gives the offsets that were acknowledged and the number of lines that are there some seconds later."""
    for future in admin.create_topics([NewTopic(topic, num_partitions=1, replication_factor=1)]).values():
        future.result(60)
    offsets = []
    for number, stamp in enumerate(times):
        producer.produce(topic, f'line {number}', timestamp=stamp, on_delivery=lambda error, message: offsets.append(error or message.offset()))
    producer.flush()
    time.sleep(8)
    consumer = Consumer({**broker, 'group.id': 'reader', 'auto.offset.reset': 'earliest', 'enable.partition.eof': True})
    consumer.assign([TopicPartition(topic, 0, 0)])
    lines = []
    while (message := consumer.poll(30)) and not message.error():
        lines.append(message.value().decode())
    consumer.close()
    print(f'{topic}: acknowledged {offsets}, there: {lines}')
    return offsets, len(lines)


assert send('old', [OLD] * 5) == ([0, 1, 2, 3, 4], 0)
assert send('mixed', [OLD] * 5 + [NOW]) == ([0, 1, 2, 3, 4, 5], 6)
assert send('seconds', [NOW // 1000] * 5) == ([0, 1, 2, 3, 4], 0)
PY
environment/bin/python try.py "$port"
