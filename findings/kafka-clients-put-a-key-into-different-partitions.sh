#!/usr/bin/env bash
# Three usual Kafka clients put the same key into three different partitions.
#
# Guess:   The partition of a record is the hash of its key, and that is the same for all clients, or consumers could not rely on it: whatever a pod wrote is in one partition,
#          in order, whoever sends it.
# So:      Each client has its own hash. Java's (Logstash, Kafka Connect, and franz-go, kafka-python and kafkajs after it) is murmur2, that of librdkafka (Fluent Bit, Vector, rsyslog, syslog-ng) CRC32, that of
#          sarama (Filebeat, Telegraf) FNV-1a. After a move from one shipper to another, or with two of them, the lines of one pod lie in several partitions, and their order is gone. A join of two topics by key finds nothing for most keys.
#          librdkafka has `partitioner: murmur2_random`, sarama NewCustomPartitioner; Java offers no other hash.
# Version: kafka-clients 4.1.0 (Maven), confluent-kafka 2.16.1 (librdkafka), sarama v1.61.1; broker: Apache Kafka 4.1.0
# Source:  https://github.com/confluentinc/librdkafka/blob/master/CONFIGURATION.md (partitioner); sarama's NewHashPartitioner; BuiltInPartitioner of kafka-clients
# Seen:    keys pod-0 to pod-7, 12 partitions: Java 0 6 3 7 10 11 4 1; librdkafka 4 2 0 10 9 11 5 3; sarama 5 6 7 8 1 2 3 4; librdkafka with murmur2_random as Java
# Needs:   a JDK of 17 or later, Maven, Python 3.9 or later with venv, Go 1.26 or later.
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
cat > send.py << 'PY'
import sys

from confluent_kafka import Producer
from confluent_kafka.admin import AdminClient, NewTopic

broker = {'bootstrap.servers': f'127.0.0.1:{sys.argv[1]}'}
if sys.argv[2] == 'consistent_random':
    admin = AdminClient(broker)
    for future in admin.create_topics([NewTopic('log', num_partitions=12, replication_factor=1)]).values():
        future.result(60)
producer = Producer({**broker, 'partitioner': sys.argv[2]})
partitions = []
for number in range(8):
    producer.produce('log', 'line', key=f'pod-{number}', on_delivery=lambda error, message: partitions.append(message.partition()))
    producer.flush()
print(*partitions)
PY
cat > Send.java << 'JAVA'
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

public class Send {
  public static void main(String[] arguments) throws Exception {
    try (var producer = new KafkaProducer<String, String>(Map.of("bootstrap.servers", "127.0.0.1:" + arguments[0]), new StringSerializer(), new StringSerializer())) {
      for (int number = 0; number < 8; number++) {
        System.out.print((number == 0 ? "" : " ") + producer.send(new ProducerRecord<>("log", "pod-" + number, "line")).get().partition());
      }
      System.out.println();
    }
  }
}
JAVA
mkdir go
cat > go/main.go << 'GO'
package main

import (
	"fmt"
	"os"

	"github.com/IBM/sarama"
)

func main() {
	config := sarama.NewConfig()
	config.Producer.Return.Successes = true
	producer, err := sarama.NewSyncProducer([]string{"127.0.0.1:" + os.Args[1]}, config)
	if err != nil {
		panic(err)
	}
	for number := range 8 {
		message := &sarama.ProducerMessage{Topic: "log", Key: sarama.StringEncoder(fmt.Sprintf("pod-%d", number)), Value: sarama.StringEncoder("line")}
		partition, _, err := producer.SendMessage(message)
		if err != nil {
			panic(err)
		}
		if number > 0 {
			fmt.Print(" ")
		}
		fmt.Print(partition)
	}
	fmt.Println()
}
GO
(
  cd go
  go mod init example.com/send
  go get github.com/IBM/sarama@v1.61.1
  go mod tidy
  go build -o send .
) > go.txt 2>&1
javac -cp 'lib/*' Send.java

librdkafka=$(environment/bin/python send.py "$port" consistent_random)
murmur2=$(environment/bin/python send.py "$port" murmur2_random)
java=$(java -cp '.:lib/*' Send "$port" 2> java.txt)
sarama=$(go/send "$port")
printf '%s\n' "Java: $java" "librdkafka: $librdkafka" "sarama: $sarama" "librdkafka, murmur2_random: $murmur2"
[ "$java" = '0 6 3 7 10 11 4 1' ]
[ "$librdkafka" = '4 2 0 10 9 11 5 3' ]
[ "$sarama" = '5 6 7 8 1 2 3 4' ]
[ "$murmur2" = "$java" ]
