import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createJsonEncoder } from '../../src/encode/json/json-encoder.js';
import { SCHEMAS } from '../../src/encode/record-schemas.js';
import { HTTP_BODIES } from '../../src/sinks/http/http-bodies.js';
import { readKafkaAnswer } from '../../src/sinks/http/kafka-answer.js';
import { blockOf, EXAMPLE_SOURCE, payloadOf } from '../support/blocks.js';

function bodyOf(form: keyof typeof HTTP_BODIES, schema: keyof typeof SCHEMAS, times: readonly string[]): string {
  const encoder = createJsonEncoder(SCHEMAS[schema], { labels: {} });
  const records = times.map((time, number) => ({ message: `line ${number}`, time }));
  return HTTP_BODIES[form].make(payloadOf(encoder, blockOf(EXAMPLE_SOURCE, records))).toString();
}

describe('the body for Splunk', () => {
  for (const schema of ['flat', 'ecs'] as const) {
    it(`has one event for each record of schema ${schema}, with its time in seconds, to the nanosecond`, () => {
      const times = ['2023-11-06T16:08:12.123456789Z', '2023-11-06T17:08:12+01:00'];
      const lines = bodyOf('splunk', schema, times).trim().split('\n');
      assert.deepEqual(
        lines.map((line) => /^\{"time":(\d+\.\d{9}),"event":\{/.exec(line)?.[1]),
        ['1699286892.123456789', '1699286892.000000000'],
      );
      for (const line of lines) assert.doesNotThrow(() => JSON.parse(line));
    });
  }

  it('leaves out the time if the record does not begin with one', () => {
    assert.match(bodyOf('splunk', 'fluent-bit', ['2023-11-06T16:08:12Z']), /^\{"(time":\d+\.\d+,")?event":\{/);
    assert.match(bodyOf('splunk', 'flat', ['no time at all']), /^\{"event":\{"time":"no time at all"/);
  });
});

it('the body for Kafka’s REST proxy has each record as the value of one of its records', () => {
  const { records } = JSON.parse(bodyOf('kafka-rest', 'flat', ['2023-11-06T16:08:12Z', '2023-11-06T16:08:13Z'])) as {
    records: { value: { message: string } }[];
  };
  assert.deepEqual(
    records.map(({ value }) => value.message),
    ['line 0', 'line 1'],
  );
});

describe('an answer of Kafka’s REST proxy', () => {
  const stored = { partition: 0, offset: 7, error_code: null, error: null };
  const answer = (offsets: unknown): Buffer => Buffer.from(JSON.stringify({ offsets }));

  it('counts as delivered if each record has an offset', () => {
    assert.deepEqual(readKafkaAnswer(answer([stored, { partition: 1, offset: 8 }]), 2), { kind: 'delivered' });
  });

  it('makes podtail send some records again, and others never, by their errors', () => {
    const offsets = [stored, { error_code: 2, error: 'leader not available' }, { error_code: 1, error: 'too large' }];
    assert.deepEqual(readKafkaAnswer(answer(offsets), 3), {
      kind: 'partial',
      again: [1],
      rejected: [{ record: 2, reason: 'error 1: too large', cause: 'kafka' }],
      reason: 'error 2: leader not available',
    });
  });

  for (const [what, body] of [
    ['is no JSON', Buffer.from('<html>')],
    ['has no offsets', Buffer.from('{}')],
    ['has fewer offsets than records', answer([stored])],
    ['is empty', Buffer.alloc(0)],
  ] as const) {
    it(`is not a delivery if it ${what}`, () => {
      assert.equal(readKafkaAnswer(body, 2).kind, 'retry');
    });
  }
});
