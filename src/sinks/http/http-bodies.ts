import { createTimeReader } from '../../format/time-reader.js';
import type { Payload } from '../../record/payload.js';
import type { SendOutcome } from '../../record/sink.js';
import { createJsonArray } from './json-array.js';
import { readKafkaAnswer } from './kafka-answer.js';

/** How an http sink writes records into the body of a request, and how it reads the answer. */
export interface HttpBody {
  readonly contentType: string;
  make(payload: Payload): Buffer;
  /** The outcome of a 2xx answer with that body. Not given: every record is delivered. */
  readonly outcomeOf?: (body: Buffer, records: number) => SendOutcome;
}

/** Forms of a body, by their names in the configuration. */
export const HTTP_BODIES = {
  ndjson: {
    contentType: 'application/x-ndjson',
    make: ({ buffer, length }) => buffer.subarray(0, length),
  },
  array: { contentType: 'application/json', make: createJsonArray },
  /** Splunk's HTTP Event Collector: https://docs.splunk.com/Documentation/Splunk/latest/Data/FormateventsforHTTPEventCollector */
  splunk: {
    contentType: 'application/json',
    make: (payload) => wrapped(payload, { before: splunkEvent, after: '}\n' }),
  },
  /** Kafka's REST proxy, v2, JSON: https://docs.confluent.io/platform/current/kafka-rest/api.html#produce-records */
  'kafka-rest': {
    contentType: 'application/vnd.kafka.json.v2+json',
    make: (payload) =>
      wrapped(payload, {
        open: '{"records":[',
        before: (_, record) => (record === 0 ? '{"value":' : ',{"value":'),
        after: '}',
        close: ']}',
      }),
    outcomeOf: readKafkaAnswer,
  },
} as const satisfies Record<string, HttpBody>;

interface Wrapping {
  readonly open?: string;
  /** The text before a record. */
  before(line: Buffer, record: number): string;
  readonly after: string;
  readonly close?: string;
}

/** Wraps each record of a payload of JSON lines. */
function wrapped({ buffer, ends, records }: Payload, { open = '', before, after, close = '' }: Wrapping): Buffer {
  const parts: Buffer[] = [Buffer.from(open)];
  const end = Buffer.from(after);
  let start = 0;
  for (let record = 0; record < records; record++) {
    // Without its newline.
    const line = buffer.subarray(start, ends[record]! - 1);
    parts.push(Buffer.from(before(line, record)), line, end);
    start = ends[record]!;
  }
  return Buffer.concat([...parts, Buffer.from(close)]);
}

const time = createTimeReader();
const TIME = /^\{"(?:time|@timestamp)":"/;
/** The time of a record is in these first bytes, in any schema. */
const TIME_BYTES = 64;

/** The time of an event for Splunk, in seconds. Without it, Splunk uses the time of arrival. */
function splunkEvent(line: Buffer): string {
  const start = TIME.exec(line.toString('latin1', 0, TIME_BYTES))?.[0].length ?? 0;
  const end = line.indexOf(0x22, start);
  if (start === 0 || !time.read(line, start, end)) return '{"event":';
  const { seconds, nanos } = time.time;
  return `{"time":${seconds}.${nanos.toString().padStart(9, '0')},"event":`;
}
