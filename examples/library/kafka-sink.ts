import { type DefinedSink, defineSink } from 'podtail';

/** What is used of a client of Kafka; that of kafkajs fits: `new Kafka({ brokers }).producer({ idempotent: true })`. */
export interface KafkaProducer {
  connect(): Promise<void>;
  send(batch: {
    readonly topic: string;
    /** -1: all replicas have the messages before the answer. */
    readonly acks: number;
    readonly messages: readonly {
      readonly key: string;
      readonly value: Buffer;
      readonly headers: Record<string, string>;
    }[];
  }): Promise<unknown>;
  disconnect(): Promise<void>;
}

/**
 * A sink that writes each record as one message. The key is the container, so that its records stay in one partition, in
 * order; the header `id` tells a message that was sent twice.
 */
export function kafkaSink(producer: KafkaProducer, topic: string): DefinedSink {
  let connected: Promise<void> | undefined;
  return defineSink({
    name: 'kafka',
    // Below message.max.bytes of the brokers.
    batch: { bytes: '900kB', timeout: '200ms' },
    async send({ records, line, id }) {
      try {
        connected ??= producer.connect();
        await connected;
        const messages = Array.from({ length: records }, (_, record) => {
          const value = Buffer.from(line(record));
          return { key: keyOf(value), value, headers: { id: id(record) } };
        });
        await producer.send({ topic, acks: -1, messages });
        return { kind: 'delivered' };
      } catch (error) {
        connected = undefined;
        const { name, message } = error as Error;
        if (/MessageTooLarge|MESSAGE_TOO_LARGE/.test(`${name} ${message}`))
          return { kind: 'tooLarge', reason: message, status: 413 };
        return { kind: 'retry', reason: `Kafka: ${message}` };
      }
    },
    close: () => producer.disconnect(),
  });
}

/** `namespace/pod/container`, or the path. */
function keyOf(value: Buffer): string {
  const { namespace, pod, container, path = '' } = JSON.parse(value.toString()) as Record<string, string>;
  return pod === undefined ? path : `${namespace}/${pod}/${container}`;
}
