import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createOtlpEncoder } from '../../../src/encode/otlp/otlp-encoder.js';
import { otlpJson } from '../../../src/encode/otlp/otlp-payload.js';
import type { StaticFields } from '../../../src/encode/static-fields.js';
import type { LogSource } from '../../../src/record/log-source.js';
import { createPayload, type Payload } from '../../../src/record/payload.js';
import { formatRecordId, recordId, selectRecords } from '../../../src/record/payload-records.js';
import { LEVELS, RecordFlag } from '../../../src/record/record-block.js';
import { anyLog } from '../../support/any-log.js';
import { blockOf, payloadOf, type WrittenRecord, withMembers } from '../../support/blocks.js';
import { CONTAINER_SOURCE, decodeBytes, decodeRecords, PLAIN_SOURCE } from '../../support/decode-bytes.js';
import { bodyOf, encodeFile } from '../../support/encode-file.js';
import { readFixture } from '../../support/fixture.js';
import { createProtobufDecoder } from '../../support/protobuf-decoder.js';

interface KeyValue {
  readonly key: string;
  readonly value: { readonly stringValue?: string; readonly boolValue?: boolean; readonly intValue?: string };
}
interface LogRecord {
  readonly timeUnixNano: string;
  readonly observedTimeUnixNano: string;
  readonly severityNumber?: number;
  readonly severityText?: string;
  readonly body: { readonly stringValue: string };
  readonly attributes: readonly KeyValue[];
}
interface ExportRequest {
  readonly resourceLogs: readonly {
    readonly resource: { readonly attributes: readonly KeyValue[] };
    readonly scopeLogs: readonly { readonly scope: unknown; readonly logRecords: readonly LogRecord[] }[];
  }[];
}

const decoder = createProtobufDecoder('otlp.proto', 'otlp.ExportLogsServiceRequest');
const OPTIONS = { labels: {}, version: '1.2.3' };
const STDOUT = RecordFlag.stdout | RecordFlag.verbatim;
const STDERR = RecordFlag.stderr | RecordFlag.verbatim;
const DOCKER_SOURCE: LogSource = {
  ...CONTAINER_SOURCE,
  metadata: { ...CONTAINER_SOURCE.metadata, restart: 7 },
  containerId: 'c73e'.repeat(16),
};

function decode(payload: Payload): ExportRequest {
  return decoder.decode(bodyOf(payload)) as ExportRequest;
}

function encode(records: readonly WrittenRecord[], fields: Partial<StaticFields> = {}, source = DOCKER_SOURCE) {
  return decode(payloadOf(createOtlpEncoder({ ...OPTIONS, ...fields }), blockOf(source, records)));
}

function recordsOf({ resourceLogs }: ExportRequest): LogRecord[] {
  return resourceLogs.flatMap(({ scopeLogs }) => scopeLogs.flatMap(({ logRecords }) => logRecords));
}

function valuesOf(attributes: readonly KeyValue[]): Record<string, unknown> {
  return Object.fromEntries(
    attributes.map(({ key, value }) => [key, value.stringValue ?? value.boolValue ?? Number(value.intValue)]),
  );
}

describe('an export to OTLP', () => {
  it('has the container as its resource, with the semantic conventions, and podtail as its scope', () => {
    const { resourceLogs } = encode([{ message: 'hello', flags: STDOUT }], { node: 'n1', labels: { team: 'shop' } });
    assert.equal(resourceLogs.length, 1);
    assert.deepEqual(valuesOf(resourceLogs[0]!.resource.attributes), {
      team: 'shop',
      'k8s.namespace.name': 'default',
      'k8s.pod.name': 'web-0',
      'k8s.pod.uid': CONTAINER_SOURCE.metadata.uid,
      'k8s.container.name': 'nginx',
      'k8s.container.restart_count': 7,
      'container.id': DOCKER_SOURCE.containerId,
      'k8s.node.name': 'n1',
    });
    assert.deepEqual(
      resourceLogs[0]!.scopeLogs.map(({ scope }) => scope),
      [{ name: 'podtail', version: '1.2.3' }],
    );
  });

  it('has every record with its text, its stream and its id', () => {
    const records = recordsOf(
      encode([
        { message: 'a', flags: STDOUT },
        { message: 'b\\n"', flags: RecordFlag.stderr | RecordFlag.escaped },
        { message: '', flags: STDERR },
      ]),
    );
    assert.deepEqual(
      records.map(({ body, attributes }) => [body.stringValue, valuesOf(attributes)]),
      [
        ['a', { 'log.iostream': 'stdout', 'log.record.uid': formatRecordId('file', 0) }],
        ['b\n"', { 'log.iostream': 'stderr', 'log.record.uid': formatRecordId('file', 100) }],
        ['', { 'log.iostream': 'stderr', 'log.record.uid': formatRecordId('file', 200) }],
      ],
    );
  });

  it('has the path if the path does not name the pod', () => {
    const { resourceLogs } = encode([{ message: 'x', flags: RecordFlag.verbatim }], {}, PLAIN_SOURCE);
    assert.deepEqual(resourceLogs[0]!.resource, {});
    const [record] = resourceLogs[0]!.scopeLogs[0]!.logRecords;
    assert.equal(valuesOf(record!.attributes)['log.file.path'], '/logs/app.log');
  });

  it('marks truncated and malformed records', () => {
    const flags = [RecordFlag.partial, RecordFlag.truncated | RecordFlag.malformed];
    const records = recordsOf(encode(flags.map((flag) => ({ message: 'x', flags: flag }))));
    const marks = records.map(({ attributes }) =>
      Object.keys(valuesOf(attributes)).filter((name) => /podtail/.test(name)),
    );
    assert.deepEqual(marks, [['podtail.partial'], ['podtail.truncated', 'podtail.malformed']]);
  });

  it('has times in nanoseconds, and equal times in the order of the file (26: precision and order lost)', () => {
    const times = ['12.123456789Z', '12.123456789Z', '12.000000001Z', '12.5+02:00'];
    const before = BigInt(Date.now()) * 1_000_000n;
    const records = recordsOf(
      encode(times.map((time, index) => ({ message: `m${index}`, flags: STDOUT, time: `2023-11-06T16:08:${time}` }))),
    );
    assert.deepEqual(
      records.map(({ body, timeUnixNano }) => [body.stringValue, timeUnixNano]),
      [
        ['m0', '1699286892123456789'],
        ['m1', '1699286892123456789'],
        ['m2', '1699286892000000001'],
        ['m3', '1699279692500000000'],
      ],
    );
    assert.ok(records.every(({ observedTimeUnixNano }) => BigInt(observedTimeUnixNano) >= before));
  });

  it('has the same text as schema flat for any bytes (25: bad UTF-8 or control bytes block output)', () => {
    const encoder = createOtlpEncoder(OPTIONS);
    fc.assert(
      fc.property(anyLog, (bytes) => {
        const { placed } = decodeBytes(bytes);
        const payload = encodeFile(bytes, CONTAINER_SOURCE, encoder);
        const { resourceLogs = [] } = decode(payload);
        assert.deepEqual(
          recordsOf({ resourceLogs }).map(({ body, attributes }) => [body.stringValue, valuesOf(attributes)]),
          placed.map(({ record, offset }) => [
            record.message,
            {
              ...(record.stream === undefined ? {} : { 'log.iostream': record.stream }),
              'log.record.uid': formatRecordId('', offset),
              ...(record.partial ? { 'podtail.partial': true } : {}),
              ...(record.malformed ? { 'podtail.malformed': true } : {}),
            },
          ]),
        );
      }),
      { numRuns: 500 },
    );
  });

  for (const name of ['docker/emit-json.log', 'docker/emit-attrs-json.log', 'cri/conmon.log']) {
    it(`has every record of the real log ${name}`, () => {
      const file = readFixture(name);
      const records = recordsOf(decode(encodeFile(file, CONTAINER_SOURCE, createOtlpEncoder(OPTIONS))));
      assert.deepEqual(
        records.map(({ body, attributes }) => [body.stringValue, valuesOf(attributes)['log.iostream']]),
        decodeRecords(file).map(({ message, stream }) => [message, stream]),
      );
    });
  }

  it('stops at the limit, and continues in the next payload', () => {
    const block = blockOf(
      DOCKER_SOURCE,
      ['a', 'b', 'c'].map((message) => ({ message, flags: STDOUT })),
    );
    const encoder = createOtlpEncoder(OPTIONS);
    const [first, second] = [createPayload(1), createPayload(1)];
    assert.equal(encoder.append(block, 0, first, { bytes: 1, records: 100 }), 1);
    assert.equal(encoder.append(block, 1, second, { bytes: 100_000, records: 2 }), 3);
    assert.deepEqual(
      [first, second].map((payload) => recordsOf(decode(payload)).map(({ body }) => body.stringValue)),
      [['a'], ['b', 'c']],
    );
  });

  it('can be sent as JSON with the same records', () => {
    const payload = encodeFile(readFixture('docker/emit-json.log'), DOCKER_SOURCE, createOtlpEncoder(OPTIONS));
    assert.deepEqual(JSON.parse(otlpJson(payload).toString('utf8')), decode(payload));
  });
});

describe('the fields that transforms added, in an export to OTLP', () => {
  const members = [
    '"level":"warn","id":12345678901234567890,"n":-5,"d":0.25,"ok":true,"none":null,',
    '"log.iostream":"mine","app":{"list":[1,"é",null,{}],"at":9007199254740991},',
  ].join('');
  const block = withMembers(blockOf(DOCKER_SOURCE, [{ message: 'x' }, { message: 'y' }]), 0, members, 'warn');
  const encoder = createOtlpEncoder(OPTIONS);
  const payload = payloadOf(encoder, block);

  it('are its severity, and attributes with their types', () => {
    const [first, second] = recordsOf(decode(payload));
    assert.deepEqual([first!.severityNumber, first!.severityText], [13, 'warn']);
    assert.deepEqual(first!.attributes.slice(2), [
      { key: 'id', value: { stringValue: '12345678901234567890' } },
      { key: 'n', value: { intValue: '-5' } },
      { key: 'd', value: { doubleValue: 0.25 } },
      { key: 'ok', value: { boolValue: true } },
      { key: 'app_log.iostream', value: { stringValue: 'mine' } },
      {
        key: 'app',
        value: {
          kvlistValue: {
            values: [
              {
                key: 'list',
                value: {
                  arrayValue: { values: [{ intValue: '1' }, { stringValue: 'é' }, {}, { kvlistValue: {} }] },
                },
              },
              { key: 'at', value: { intValue: '9007199254740991' } },
            ],
          },
        },
      },
    ]);
    assert.deepEqual([second!.severityNumber, second!.attributes.length], [undefined, 2]);
  });

  it('have a severity for each level', () => {
    const levels = LEVELS.slice(1);
    const all = blockOf(
      DOCKER_SOURCE,
      levels.map((message) => ({ message })),
    );
    for (const [row, level] of levels.entries()) withMembers(all, row, `"level":"${level}",`, level);
    assert.deepEqual(
      recordsOf(decode(payloadOf(encoder, all))).map(({ severityNumber, severityText }) => [
        severityNumber,
        severityText,
      ]),
      [
        [1, 'trace'],
        [5, 'debug'],
        [9, 'info'],
        [13, 'warn'],
        [17, 'error'],
        [21, 'fatal'],
      ],
    );
  });

  it('are also in JSON', () => {
    const [record] = recordsOf(JSON.parse(otlpJson(payload).toString('utf8')) as ExportRequest);
    assert.deepEqual([record!.severityNumber, record!.severityText], [13, 'warn']);
    const { kvlistValue } = record!.attributes.at(-1)!.value as { kvlistValue: { values: unknown[] } };
    assert.deepEqual(kvlistValue.values[0], {
      key: 'list',
      value: {
        arrayValue: { values: [{ intValue: '1' }, { stringValue: 'é' }, {}, { kvlistValue: { values: [] } }] },
      },
    });
  });

  it('are in the dead letter, and are restored from it', () => {
    const restored = createPayload(1);
    const letter = JSON.parse(encoder.deadLetter(payload, 0));
    assert.ok(encoder.restore(letter, recordId(payload, 0), restored));
    assert.deepEqual(recordsOf(decode(restored)), recordsOf(decode(payload)).slice(0, 1));
    for (const severity of ['warn', { number: 25, text: 'x' }, { number: 1 }]) {
      assert.equal(encoder.restore({ ...letter, severity }, recordId(payload, 0), restored), false);
    }
  });
});

describe('a record of an export to OTLP', () => {
  const block = blockOf(DOCKER_SOURCE, [
    { message: 'a"b\n\u0000é', flags: RecordFlag.stdout },
    { message: 'x', flags: RecordFlag.stderr | RecordFlag.partial },
    { message: '', flags: RecordFlag.stdout },
  ]);
  const encoder = createOtlpEncoder({ ...OPTIONS, labels: { team: 'shop' } });
  const payload = payloadOf(encoder, block);

  it('can be selected alone', () => {
    assert.deepEqual(
      recordsOf(decode(selectRecords(payload, [0, 2]))).map(({ body }) => body.stringValue),
      ['a"b\n\u0000é', ''],
    );
  });

  it('is a dead letter in plain text, from which it can be sent again with its id', () => {
    const restored = createPayload(1);
    for (const record of [0, 1, 2]) {
      const letter = JSON.parse(encoder.deadLetter(payload, record));
      assert.equal(letter.time, '1699286892123456789');
      assert.ok(encoder.restore(letter, recordId(payload, record), restored));
      assert.equal(recordId(restored, record), recordId(payload, record));
    }
    assert.deepEqual(recordsOf(decode(restored)), recordsOf(decode(payload)));
    for (const { resource, scopeLogs } of decode(restored).resourceLogs) {
      assert.deepEqual(resource, decode(payload).resourceLogs[0]!.resource);
      assert.deepEqual(scopeLogs[0]!.scope, { name: 'podtail', version: '1.2.3' });
    }
    assert.deepEqual(JSON.parse(encoder.deadLetter(restored, 1)), JSON.parse(encoder.deadLetter(payload, 1)));
  });

  it('is not restored from other text', () => {
    const letter = JSON.parse(encoder.deadLetter(payload, 0));
    const restored = createPayload(1);
    const wrong = [
      null,
      {},
      { ...letter, time: 1 },
      { ...letter, resource: { a: null } },
      { ...letter, scope: { name: 1 } },
    ];
    for (const value of wrong) assert.equal(encoder.restore(value, recordId(payload, 0), restored), false);
    assert.equal(encoder.restore(letter, 'no id', restored), false);
    assert.deepEqual([restored.length, restored.records, restored.runs.length], [0, 0, 0]);
  });
});
