import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createLokiEncoder } from '../../../src/encode/loki/loki-encoder.js';
import { createLokiPayloads } from '../../../src/encode/loki/loki-payloads.js';
import { type LokiEncoderOptions, lokiTenant } from '../../../src/encode/loki/loki-template.js';
import type { LogSource } from '../../../src/record/log-source.js';
import { createPayload, type Payload } from '../../../src/record/payload.js';
import { recordId, selectRecords } from '../../../src/record/payload-records.js';
import { RecordFlag } from '../../../src/record/record-block.js';
import { anyLog } from '../../support/any-log.js';
import { blockOf, payloadOf, type WrittenRecord, withMembers } from '../../support/blocks.js';
import { CONTAINER_SOURCE, decodeRecords, PLAIN_SOURCE } from '../../support/decode-bytes.js';
import { bodyOf, encodeFile } from '../../support/encode-file.js';
import { readFixture } from '../../support/fixture.js';
import { createProtobufDecoder } from '../../support/protobuf-decoder.js';

interface Pair {
  readonly name: string;
  readonly value: string;
}
interface Entry {
  readonly timestamp: { readonly seconds?: string; readonly nanos?: number };
  readonly line?: string;
  readonly structuredMetadata?: readonly Pair[];
}
interface PushRequest {
  readonly streams?: readonly { readonly labels: string; readonly entries: readonly Entry[] }[];
}

const decoder = createProtobufDecoder('loki.proto', 'logproto.PushRequest');
const OPTIONS: LokiEncoderOptions = {
  labels: {},
  labelTemplates: { namespace: '${namespace}', pod: '${pod}', container: '${container}', stream: '${stream}' },
  structuredMetadata: true,
  maxLineBytes: 256 * 1024,
};
const STDOUT = RecordFlag.stdout | RecordFlag.verbatim;
const STDERR = RecordFlag.stderr | RecordFlag.verbatim;
const DOCKER_SOURCE: LogSource = { ...CONTAINER_SOURCE, containerId: 'c73e'.repeat(16) };

function decode(payload: Payload): PushRequest {
  return decoder.decode(bodyOf(payload)) as PushRequest;
}

function encode(records: readonly WrittenRecord[], options: Partial<LokiEncoderOptions> = {}, source = DOCKER_SOURCE) {
  return decode(payloadOf(createLokiEncoder({ ...OPTIONS, ...options }), blockOf(source, records)));
}

/** The entries of a request, stream by stream unchanged. */
function entriesOf({ streams = [] }: PushRequest): Entry[] {
  return streams.flatMap(({ entries }) => entries);
}

function metadataOf({ structuredMetadata = [] }: Entry): Record<string, string> {
  return Object.fromEntries(structuredMetadata.map(({ name, value }) => [name, value]));
}

function nanosecondsOf({ timestamp: { seconds = '0', nanos = 0 } }: Entry): bigint {
  return BigInt(seconds) * 1_000_000_000n + BigInt(nanos);
}

describe('a push to Loki', () => {
  it('has a stream for each series of records of the same stream, in order', () => {
    const request = encode([STDOUT, STDOUT, STDERR, STDOUT].map((flags, index) => ({ message: `m${index}`, flags })));
    const common = 'container="nginx", namespace="default", pod="web-0"';
    assert.deepEqual(
      request.streams!.map(({ labels, entries }) => [labels, entries.map(({ line }) => line)]),
      [
        [`{${common}, stream="stdout"}`, ['m0', 'm1']],
        [`{${common}, stream="stderr"}`, ['m2']],
        [`{${common}, stream="stdout"}`, ['m3']],
      ],
    );
  });

  it('has few labels by default, and all else as structured metadata (34: Loki label explosion)', () => {
    const [entry] = entriesOf(encode([{ message: 'x', flags: STDOUT }], { node: 'n1', labels: { team: 'shop' } }));
    assert.deepEqual(metadataOf(entry!), {
      uid: CONTAINER_SOURCE.metadata.uid,
      restart: '0',
      container_id: DOCKER_SOURCE.containerId,
      node: 'n1',
      team: 'shop',
    });
  });

  it('takes labels from templates, leaves out empty ones, and corrects their names', () => {
    const labelTemplates = {
      job: '${namespace}/${container}',
      'k8s.uid': '${uid}',
      none: '${container_id}',
      '1st': 'ä"\n\\',
    };
    const request = encode([{ message: 'x', flags: STDOUT }], { labelTemplates }, CONTAINER_SOURCE);
    assert.equal(
      request.streams![0]!.labels,
      `{_1st="ä\\"\\n\\\\", job="default/nginx", k8s_uid="${CONTAINER_SOURCE.metadata.uid}"}`,
    );
    assert.ok(!('uid' in metadataOf(entriesOf(request)[0]!)));
  });

  it('has a stream for each level if the level is a label, and none for records without a level', () => {
    const records = [0, 1, 2, 3].map((index) => ({ message: `m${index}`, flags: STDOUT }));
    const block = blockOf(DOCKER_SOURCE, records);
    for (const [row, level] of (['error', 'error', '', 'info'] as const).entries()) {
      withMembers(block, row, level === '' ? '' : `"level":"${level}",`, level);
    }
    const labelTemplates = { pod: '${pod}', level: '${level}' };
    const payload = payloadOf(createLokiEncoder({ ...OPTIONS, labelTemplates }), block);
    assert.deepEqual(
      decode(payload).streams!.map(({ labels, entries }) => [labels, entries.map(({ line }) => line)]),
      [
        ['{level="error", pod="web-0"}', ['m0', 'm1']],
        ['{pod="web-0"}', ['m2']],
        ['{level="info", pod="web-0"}', ['m3']],
      ],
    );
    assert.deepEqual(
      entriesOf(decode(payload)).map((entry) => metadataOf(entry).level),
      Array(4).fill(undefined),
    );
  });

  it('has a label for the path if the path does not name the pod', () => {
    const request = encode([{ message: 'x', flags: RecordFlag.verbatim }], {}, PLAIN_SOURCE);
    assert.equal(request.streams![0]!.labels, '{job="podtail"}');
    assert.deepEqual(metadataOf(entriesOf(request)[0]!), { path: '/logs/app.log' });
  });

  it('has no name twice: the record overrides a label of the configuration, and a stream label overrides both', () => {
    const [entry] = entriesOf(
      encode([{ message: 'x', flags: STDOUT }], { labels: { restart: 'x', pod: 'y', 'a-b': 'c', empty: '' } }),
    );
    const { uid, container_id, ...others } = metadataOf(entry!);
    assert.deepEqual(others, { restart: '0', a_b: 'c' });
    assert.equal(entry!.structuredMetadata!.length, 4);
  });

  it('has no structured metadata if the configuration turns it off', () => {
    const [entry] = entriesOf(encode([{ message: 'x', flags: STDOUT }], { structuredMetadata: false }));
    assert.deepEqual(metadataOf(entry!), {});
  });

  it('marks truncated and malformed records', () => {
    const flags = [RecordFlag.partial, RecordFlag.truncated, RecordFlag.malformed, 127 & ~RecordFlag.escaped];
    const entries = entriesOf(encode(flags.map((flag) => ({ message: 'x', flags: flag }))));
    assert.deepEqual(
      entries.map((entry) => {
        const { partial, truncated, malformed } = metadataOf(entry);
        return [partial, truncated, malformed];
      }),
      [
        ['true', undefined, undefined],
        [undefined, 'true', undefined],
        [undefined, undefined, 'true'],
        ['true', 'true', 'true'],
      ],
    );
  });

  it('has a long line cut before it is sent, between characters, and marked (32: Loki 400: too far behind, out of order, line too long)', () => {
    const messages = ['aaaa', 'aaaaa', 'aaéé', 'a😀b', '\\n\\n\\n\\n', '\\u00e9\\u00e9x'];
    const escaped = RecordFlag.stdout | RecordFlag.escaped;
    const entries = entriesOf(
      encode(
        messages.map((message) => ({ message, flags: escaped })),
        { maxLineBytes: 4 },
      ),
    );
    assert.deepEqual(
      entries.map((entry) => [entry.line, metadataOf(entry).truncated]),
      [
        ['aaaa', undefined],
        ['aaaa', 'true'],
        ['aaé', 'true'],
        ['a', 'true'],
        ['\n\n\n\n', undefined],
        ['éé', 'true'],
      ],
    );
  });

  it('has times in nanoseconds, and equal times in the order of the file (26: precision and order lost)', () => {
    const times = ['12.123456789Z', '12.123456789Z', '12.000000001Z', '12Z', '12.5+02:00'];
    const entries = entriesOf(
      encode(times.map((time, index) => ({ message: `m${index}`, flags: STDOUT, time: `2023-11-06T16:08:${time}` }))),
    );
    assert.deepEqual(
      entries.map((entry) => [entry.line, nanosecondsOf(entry)]),
      [
        ['m0', 1_699_286_892_123_456_789n],
        ['m1', 1_699_286_892_123_456_789n],
        ['m2', 1_699_286_892_000_000_001n],
        ['m3', 1_699_286_892_000_000_000n],
        ['m4', 1_699_279_692_500_000_000n],
      ],
    );
  });

  it('has the time of encoding if the text is not a valid time', () => {
    const before = BigInt(Date.now()) * 1_000_000n;
    const [entry] = entriesOf(encode([{ message: 'x', flags: STDOUT, time: '2023-99-06T16:08:12Z' }]));
    assert.ok(nanosecondsOf(entry!) >= before);
  });

  it('has the same text as schema flat for any bytes (25: bad UTF-8 or control bytes block output)', () => {
    const encoder = createLokiEncoder(OPTIONS);
    fc.assert(
      fc.property(anyLog, (bytes) => {
        const flat = decodeRecords(bytes);
        const entries = entriesOf(decode(encodeFile(bytes, CONTAINER_SOURCE, encoder)));
        assert.deepEqual(
          entries.map(({ line = '' }) => line),
          flat.map(({ message }) => message),
        );
        assert.deepEqual(
          entries.map((entry) => [metadataOf(entry).partial, metadataOf(entry).malformed]),
          flat.map(({ partial, malformed }) => [partial?.toString(), malformed?.toString()]),
        );
      }),
      { numRuns: 500 },
    );
  });

  for (const name of ['docker/emit-json.log', 'docker/emit-attrs-json.log', 'cri/conmon.log']) {
    it(`has every record of the real log ${name}`, () => {
      const file = readFixture(name);
      const flat = decodeRecords(file);
      const request = decode(encodeFile(file, CONTAINER_SOURCE, createLokiEncoder(OPTIONS)));
      const entries = request.streams!.flatMap(({ labels, entries }) =>
        entries.map(({ line = '' }) => ({ line, stream: /stream="(\w+)"/.exec(labels)?.[1] })),
      );
      assert.deepEqual(
        entries,
        flat.map(({ message, stream }) => ({ line: message, stream })),
      );
      const times = entriesOf(request).map((entry) =>
        new Date(Number(nanosecondsOf(entry) / 1_000_000n)).toISOString(),
      );
      assert.deepEqual(
        times,
        flat.map(({ time }) => new Date(time).toISOString()),
      );
    });
  }

  it('stops at the limit, and continues in the next payload', () => {
    const block = blockOf(
      DOCKER_SOURCE,
      [STDOUT, STDERR, STDOUT].map((flags, index) => ({ message: `m${index}`, flags })),
    );
    const encoder = createLokiEncoder(OPTIONS);
    const [first, second] = [createPayload(1), createPayload(1)];
    assert.equal(encoder.append(block, 0, first, { bytes: 1, records: 100 }), 1);
    assert.equal(encoder.append(block, 1, second, { bytes: 100_000, records: 2 }), 3);
    assert.deepEqual(
      [first, second].map((payload) => entriesOf(decode(payload)).map(({ line }) => line)),
      [['m0'], ['m1', 'm2']],
    );
    assert.deepEqual([first.records, second.records], [1, 2]);
  });

  it('has the tenant of a source', () => {
    assert.equal(lokiTenant(DOCKER_SOURCE, { ...OPTIONS, tenant: '${namespace}-x' }), 'default-x');
    assert.equal(lokiTenant(DOCKER_SOURCE, OPTIONS), undefined);
  });

  it('can be sent as JSON with the same records', () => {
    const payload = encodeFile(readFixture('docker/emit-json.log'), DOCKER_SOURCE, createLokiEncoder(OPTIONS));
    const request = decode(payload);
    const { streams } = JSON.parse(createLokiPayloads('late').toJson(payload, Buffer.alloc(0)).toString('utf8'));
    assert.deepEqual(
      streams,
      request.streams!.map(({ labels, entries }) => ({
        stream: Object.fromEntries([...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value])),
        values: entries.map((entry) => [nanosecondsOf(entry).toString(), entry.line ?? '', metadataOf(entry)]),
      })),
    );
  });
});

describe('the fields that transforms added, in a push to Loki', () => {
  const TRANSFORMED = '"level":"warn","id":12345678901234567890,"ok":true,"none":null,"a.b":"x","app":{"n":[1,"é"]},';

  it('are structured metadata: the level under the name of Loki, texts, and JSON', () => {
    const block = withMembers(blockOf(DOCKER_SOURCE, [{ message: 'x' }, { message: 'y' }]), 0, TRANSFORMED, 'warn');
    const [first, second] = entriesOf(decode(payloadOf(createLokiEncoder(OPTIONS), block)));
    const { uid, restart, container_id, ...own } = metadataOf(first!);
    assert.deepEqual(own, {
      detected_level: 'warn',
      id: '12345678901234567890',
      ok: 'true',
      a_b: 'x',
      app: '{"n":[1,"é"]}',
    });
    assert.deepEqual(metadataOf(second!), { uid, restart, container_id });
  });

  it('keep an unknown level', () => {
    const block = withMembers(blockOf(DOCKER_SOURCE, [{ message: 'x' }]), 0, '"level":"odd",');
    const own = metadataOf(entriesOf(decode(payloadOf(createLokiEncoder(OPTIONS), block)))[0]!);
    assert.deepEqual([own.level, own.detected_level], ['odd', undefined]);
  });

  it('never have a name twice', () => {
    const members = '"pod":"a","uid":"b","a.b":"c","a_b":"d","app_uid":"e","partial":"f",';
    const block = withMembers(blockOf(DOCKER_SOURCE, [{ message: 'x' }]), 0, members);
    const [entry] = entriesOf(decode(payloadOf(createLokiEncoder(OPTIONS), block)));
    const names = entry!.structuredMetadata!.map(({ name }) => name);
    assert.equal(new Set(names).size, names.length);
    const { uid, restart, container_id, ...own } = metadataOf(entry!);
    assert.deepEqual(own, {
      app_pod: 'a',
      app_uid: 'b',
      a_b: 'c',
      app_a_b: 'd',
      app_app_uid: 'e',
      app_partial: 'f',
    });
  });

  it('stay within the limits of Loki, with the number of fields that were left out', () => {
    const many = Array.from({ length: 150 }, (_, index) => `"m${index}":${index},`).join('');
    const large = `"large":"${'x'.repeat(50_000)}","small":1,`;
    const block = blockOf(DOCKER_SOURCE, [{ message: 'x' }, { message: 'y' }]);
    withMembers(withMembers(block, 0, many), 1, large);
    const entries = entriesOf(decode(payloadOf(createLokiEncoder(OPTIONS), block)));
    assert.ok(entries.every((entry) => entry.structuredMetadata!.length <= 128));
    assert.equal(metadataOf(entries[0]!).members_left_out, '50');
    assert.deepEqual([metadataOf(entries[1]!).small, metadataOf(entries[1]!).members_left_out], ['1', '1']);
  });

  it('are not sent without structured metadata', () => {
    const block = withMembers(blockOf(DOCKER_SOURCE, [{ message: 'x' }]), 0, TRANSFORMED, 'warn');
    const encoder = createLokiEncoder({ ...OPTIONS, structuredMetadata: false });
    assert.deepEqual(metadataOf(entriesOf(decode(payloadOf(encoder, block)))[0]!), {});
  });

  it('are in the dead letter, and are restored from it', () => {
    const block = withMembers(blockOf(DOCKER_SOURCE, [{ message: 'x' }]), 0, TRANSFORMED, 'warn');
    const encoder = createLokiEncoder(OPTIONS);
    const payload = payloadOf(encoder, block);
    const restored = createPayload(1);
    assert.ok(encoder.restore(JSON.parse(encoder.deadLetter(payload, 0)), recordId(payload, 0), restored));
    assert.deepEqual(entriesOf(decode(restored)), entriesOf(decode(payload)));
  });
});

describe('a record of a push to Loki', () => {
  const block = blockOf(DOCKER_SOURCE, [
    { message: 'a"b\n\u0000é', flags: RecordFlag.stdout },
    { message: 'x', flags: RecordFlag.stderr | RecordFlag.partial },
    { message: '', flags: RecordFlag.stdout },
  ]);
  const encoder = createLokiEncoder({ ...OPTIONS, tenant: '${namespace}', labels: { team: 'shop' } });
  const payload = payloadOf(encoder, block);

  it('has its own time, text and metadata in JSON, independent of the record before', () => {
    const flags = [RecordFlag.stdout, RecordFlag.stdout | RecordFlag.partial, RecordFlag.stdout];
    const messages = ['a"b\n\u0000é\u{1f600}', 'x'.repeat(300), ''];
    const rows = messages.map((message, row) => ({ message, flags: flags[row]! }));
    const mixed = payloadOf(encoder, blockOf(DOCKER_SOURCE, rows));
    const { streams } = JSON.parse(createLokiPayloads('late').toJson(mixed, Buffer.alloc(0)).toString('utf8'));
    const values: [string, string, Record<string, string>][] = streams[0].values;
    assert.deepEqual(
      values.map(([time, line, metadata]) => [time, line, metadata.partial]),
      entriesOf(decode(mixed)).map((entry, row) => [
        nanosecondsOf(entry).toString(),
        messages[row],
        metadataOf(entry).partial,
      ]),
    );
    assert.deepEqual(
      values.map(([, , metadata]) => metadata.partial),
      [undefined, 'true', undefined],
    );
  });

  it('can be selected alone', () => {
    assert.deepEqual(
      entriesOf(decode(selectRecords(payload, [0, 2]))).map(({ line }) => line),
      ['a"b\n\u0000é', undefined],
    );
  });

  it('is a dead letter in plain text, from which it can be sent again with its id', () => {
    const restored = createPayload(1);
    for (const record of [0, 1, 2]) {
      const letter = JSON.parse(encoder.deadLetter(payload, record));
      assert.equal(letter.time, '1699286892123456789');
      assert.equal(letter.tenant, 'default');
      assert.ok(encoder.restore(letter, recordId(payload, record), restored));
    }
    const [first, again] = [decode(payload), decode(restored)];
    assert.deepEqual(entriesOf(again), entriesOf(first));
    assert.deepEqual(
      again.streams!.map(({ labels }) => labels),
      first.streams!.map(({ labels }) => labels),
    );
    assert.deepEqual(
      [0, 1, 2].map((record) => recordId(restored, record)),
      [0, 1, 2].map((record) => recordId(payload, record)),
    );
    assert.deepEqual(
      [0, 1, 2].map((record) => JSON.parse(encoder.deadLetter(restored, record))),
      [0, 1, 2].map((record) => JSON.parse(encoder.deadLetter(payload, record))),
    );
  });

  it('is not restored from other text', () => {
    const letter = JSON.parse(encoder.deadLetter(payload, 0));
    const restored = createPayload(1);
    const wrong = [
      null,
      'x',
      {},
      { ...letter, time: 'now' },
      { ...letter, labels: { a: 1 } },
      { ...letter, tenant: 1 },
    ];
    for (const value of wrong) assert.equal(encoder.restore(value, recordId(payload, 0), restored), false);
    assert.equal(encoder.restore(letter, 'no id', restored), false);
    assert.deepEqual([restored.length, restored.records, restored.runs.length], [0, 0, 0]);
  });
});
