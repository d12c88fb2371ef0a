#!/usr/bin/env bash
# kafka-go's WriteMessages returns no error for a message that the broker refused, and takes a second for each call.
#
# Guess:   `err := writer.WriteMessages(…)` waits for the broker, as the call of each other client does that has one, so nil means stored.
# So:      A `kafka.Writer{…}` has RequireNone unless RequiredAcks is set: the broker sends no answer, and the call returns nil for whatever was written to the socket. A line beyond the topic's max.message.bytes is gone
#          without an error in the program or its metrics. The older constructor, NewWriter, waits for all replicas, so the move to the struct, which the documentation asks for, turns it off. The call returns so late because it waits
#          for its BatchTimeout of a second, and not for Kafka: a program that writes its lines one by one writes one a second.
# Version: segmentio/kafka-go 0.4.51, IBM/sarama 1.61.1; Apache Kafka 4.1.0 (kafka_2.13 from Maven), Java 17
# Source:  https://pkg.go.dev/github.com/segmentio/kafka-go@v0.4.51#Writer (RequiredAcks, BatchTimeout)
# Seen:    5,000 bytes into a topic with max.message.bytes=2000: Writer{} nil, Writer{RequiredAcks: RequireAll}, NewWriter and sarama an error; stored: the two small messages only; a call takes 1.0 s
# Needs:   Go 1.26 or later, a JDK of 17 or later, Maven.
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
cat > go.mod << 'MOD'
module example.com/shop

go 1.26

require (
	github.com/IBM/sarama v1.61.1
	github.com/segmentio/kafka-go v0.4.51
)
MOD
cat > main.go << 'GO'
package main

import (
	"context"
	"fmt"
	"log"
	"math/rand"
	"os"
	"time"

	"github.com/IBM/sarama"
	"github.com/segmentio/kafka-go"
)

func main() {
	broker, topic, all := os.Args[1], "logs", context.Background()
	connection, err := kafka.Dial("tcp", broker)
	if err != nil {
		log.Fatal(err)
	}
	limit := []kafka.ConfigEntry{{ConfigName: "max.message.bytes", ConfigValue: "2000"}}
	if err := connection.CreateTopics(kafka.TopicConfig{Topic: topic, NumPartitions: 1, ReplicationFactor: 1, ConfigEntries: limit}); err != nil {
		log.Fatal(err)
	}
	time.Sleep(time.Second)
	large := make([]byte, 5000)
	rand.New(rand.NewSource(7)).Read(large)

	writer := &kafka.Writer{Addr: kafka.TCP(broker), Topic: topic}
	begin := time.Now()
	fmt.Println("Writer{}, small:", writer.WriteMessages(all, kafka.Message{Value: []byte("first")}))
	fmt.Println("took a second:", time.Since(begin) > 900*time.Millisecond)
	fmt.Println("Writer{}, large:", writer.WriteMessages(all, kafka.Message{Value: large}))
	waiting := &kafka.Writer{Addr: kafka.TCP(broker), Topic: topic, RequiredAcks: kafka.RequireAll}
	fmt.Println("Writer{RequireAll}, large, error:", waiting.WriteMessages(all, kafka.Message{Value: large}) != nil)
	older := kafka.NewWriter(kafka.WriterConfig{Brokers: []string{broker}, Topic: topic})
	fmt.Println("NewWriter, large, error:", older.WriteMessages(all, kafka.Message{Value: large}) != nil)

	configuration := sarama.NewConfig()
	configuration.Producer.Return.Successes = true
	producer, err := sarama.NewSyncProducer([]string{broker}, configuration)
	if err != nil {
		log.Fatal(err)
	}
	_, _, err = producer.SendMessage(&sarama.ProducerMessage{Topic: topic, Value: sarama.ByteEncoder(large)})
	fmt.Println("sarama, large, error:", err != nil)
	_, _, err = producer.SendMessage(&sarama.ProducerMessage{Topic: topic, Value: sarama.StringEncoder("last")})
	fmt.Println("sarama, small:", err)

	reader := kafka.NewReader(kafka.ReaderConfig{Brokers: []string{broker}, Topic: topic, MaxWait: time.Second})
	for text := ""; text != "last"; {
		message, err := reader.ReadMessage(all)
		if err != nil {
			log.Fatal(err)
		}
		text = string(message.Value)
		fmt.Println("stored:", len(text), "bytes")
	}
}
GO
GOFLAGS=-mod=mod go build -o shop . 2> build.txt
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
TXT
java -cp 'lib/*' kafka.tools.StorageTool format --cluster-id "$(head --bytes 16 /dev/urandom | base64 | tr '+/' ab | tr --delete =)" --config server.properties --standalone > format.txt 2>&1
java -Xmx512m -cp 'lib/*' kafka.Kafka server.properties > kafka.txt 2>&1 &
broker=$!
for _ in $(seq 300); do
  if grep --quiet 'Kafka Server started' kafka.txt && (: < "/dev/tcp/127.0.0.1/$port") 2> /dev/null; then break; fi
  sleep 0.2
done
timeout 60 ./shop "127.0.0.1:$port" | tee seen.txt
diff seen.txt - << 'TXT'
Writer{}, small: <nil>
took a second: true
Writer{}, large: <nil>
Writer{RequireAll}, large, error: true
NewWriter, large, error: true
sarama, large, error: true
sarama, small: <nil>
stored: 5 bytes
stored: 4 bytes
TXT
