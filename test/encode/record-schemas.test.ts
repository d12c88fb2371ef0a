import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createJsonEncoder } from '../../src/encode/json/json-encoder.js';
import type { RecordSchema } from '../../src/encode/json/json-template.js';
import { fieldNames, SCHEMAS } from '../../src/encode/record-schemas.js';
import type { StaticFields } from '../../src/encode/static-fields.js';
import type { LogSource } from '../../src/record/log-source.js';
import { RecordFlag } from '../../src/record/record-block.js';
import { addMembers } from '../../src/transform/message-text.js';
import {
  blockOf,
  EXAMPLE_SOURCE,
  linesOf,
  payloadOf,
  USUAL_TIME,
  type WrittenRecord,
  withMembers,
} from '../support/blocks.js';

const PLAIN: LogSource = { path: '/logs/ä "b".log', metadata: { pod: 'p' }, writtenByRuntime: false };
const MARKS = RecordFlag.partial | RecordFlag.truncated | RecordFlag.malformed;

function encode(
  schema: RecordSchema,
  record: WrittenRecord,
  fields: StaticFields = { labels: {} },
  source = EXAMPLE_SOURCE,
): unknown {
  const lines = linesOf(payloadOf(createJsonEncoder(schema, fields), blockOf(source, [record])));
  assert.equal(lines.length, 1);
  return JSON.parse(lines[0]!);
}

describe('schema ecs', () => {
  it('has the fields of the contract, as nested objects', () => {
    assert.deepEqual(encode(SCHEMAS.ecs, { message: 'hello', offset: 12_345_678_901_234 }), {
      '@timestamp': USUAL_TIME,
      stream: 'stdout',
      kubernetes: {
        namespace: 'default',
        pod: { name: 'stakater-reloader-598f958967-ddkl7', uid: '2681cb7f-daa4-4620-bb60-1d449709181c' },
        container: { name: 'stakater-reloader', restart_count: 7 },
      },
      container: { id: 'c73e'.repeat(16) },
      message: 'hello',
      log: { offset: 12_345_678_901_234 },
    });
  });

  it('37: mapping conflicts from dotted labels — names of labels contain no dot, so that none is an object', () => {
    const labels = { app: 'shop', 'app.kubernetes.io/name': 'web' };
    const record = encode(SCHEMAS.ecs, { message: '' }, { node: 'n1', labels }) as Record<string, unknown>;
    assert.deepEqual(record.labels, { app: 'shop', 'app_kubernetes_io/name': 'web' });
  });

  it('marks truncated and malformed records, and has the path if it names no pod', () => {
    assert.deepEqual(encode(SCHEMAS.ecs, { message: 'x', flags: MARKS }, { labels: {} }, PLAIN), {
      '@timestamp': USUAL_TIME,
      kubernetes: { pod: { name: 'p' } },
      message: 'x',
      log: { offset: 0, file: { path: PLAIN.path }, flags: ['partial', 'truncated', 'malformed'] },
    });
  });
});

describe('schema fluent-bit', () => {
  it('has the names of Fluent Bit', () => {
    const fields = { node: 'n1', labels: { log: 'l', time: 't' } };
    assert.deepEqual(encode(SCHEMAS['fluent-bit'], { message: 'hello', flags: RecordFlag.stderr }, fields), {
      log: 'hello',
      stream: 'stderr',
      time: USUAL_TIME,
      kubernetes: {
        namespace_name: 'default',
        pod_name: 'stakater-reloader-598f958967-ddkl7',
        pod_id: '2681cb7f-daa4-4620-bb60-1d449709181c',
        container_name: 'stakater-reloader',
        docker_id: 'c73e'.repeat(16),
        host: 'n1',
        labels: { log: 'l', time: 't' },
      },
    });
  });
});

describe('schema otel', () => {
  it('has the names of the semantic conventions, which no label overrides', () => {
    const fields = { node: 'n1', labels: { team: 'shop', body: 'b', timestamp: 't', 1: 'one' } };
    assert.deepEqual(encode(SCHEMAS.otel, { message: 'hello' }, fields), {
      timestamp: USUAL_TIME,
      'log.iostream': 'stdout',
      'k8s.namespace.name': 'default',
      'k8s.pod.name': 'stakater-reloader-598f958967-ddkl7',
      'k8s.pod.uid': '2681cb7f-daa4-4620-bb60-1d449709181c',
      'k8s.container.name': 'stakater-reloader',
      'k8s.container.restart_count': 7,
      'container.id': 'c73e'.repeat(16),
      'k8s.node.name': 'n1',
      team: 'shop',
      1: 'one',
      body: 'hello',
    });
  });
});

describe('every schema', () => {
  for (const [name, schema] of Object.entries(SCHEMAS)) {
    it(`${name} has the record's own fields before the message, and no field of the same name`, () => {
      const block = blockOf(EXAMPLE_SOURCE, [
        { message: 'one' },
        { message: 'two', flags: RecordFlag.partial },
        { message: 'three' },
      ]);
      addMembers(block, 0, Buffer.from('"level":"warn","app":{"a":[1]},'));
      addMembers(block, 1, Buffer.from('"level":"info",'));
      const fields: StaticFields = { node: 'n', labels: { team: 'a' } };
      const records = linesOf(payloadOf(createJsonEncoder(schema, fields), block)).map(
        (line) => JSON.parse(line) as object,
      );
      assert.deepEqual(
        records.map((record) => Object.entries(record).filter(([key]) => key === 'level' || key === 'app')),
        [
          [
            ['level', 'warn'],
            ['app', { a: [1] }],
          ],
          [['level', 'info']],
          [],
        ],
      );
      const known = fieldNames(name as keyof typeof SCHEMAS, fields);
      for (const record of records) {
        for (const key of Object.keys(record)) assert.ok(['level', 'app', ...known].includes(key), key);
      }
    });
  }

  const LEVEL_NAMES = { flat: 'level', 'fluent-bit': 'level', ecs: 'log.level', otel: 'severity_text' } as const;
  for (const [name, schema] of Object.entries(SCHEMAS)) {
    const levelName = LEVEL_NAMES[name as keyof typeof SCHEMAS];

    it(`${name} has the known level as ${levelName}, and no other field of that name`, () => {
      const others = '"a":{"x":1,"level":"warn","y":2},"b":",\\"level\\":\\"warn\\",","c":[{},"level"],';
      const members = ['"level":"warn",', `${others}"level":"warn",`, `"level":"warn",${others}`, '"level":"odd",'];
      const block = blockOf(
        EXAMPLE_SOURCE,
        members.map((message) => ({ message })),
      );
      members.forEach((text, row) => {
        withMembers(block, row, text, row < 3 ? 'warn' : '');
      });
      const lines = linesOf(payloadOf(createJsonEncoder(schema, { labels: {} }), block));
      const expected = members.map((text, row) => {
        const own = JSON.parse(`{${text.slice(0, -1)}}`) as Record<string, unknown>;
        if (row < 3) delete own.level;
        return row < 3 ? { ...own, [levelName]: 'warn' } : own;
      });
      const read = lines.map((line) => {
        const record = JSON.parse(line) as Record<string, unknown>;
        return Object.fromEntries(
          ['a', 'b', 'c', 'level', levelName].flatMap((key) => (key in record ? [[key, record[key]]] : [])),
        );
      });
      assert.deepEqual(read, expected);
    });
  }

  for (const [name, schema] of Object.entries(SCHEMAS)) {
    it(`${name} prefers the labels of a source to those of all sources, and renames fields that labels use`, () => {
      const plain = encode(schema, { message: 'x' }, { labels: { team: 'b' } }) as Record<string, unknown>;
      const [message] = Object.entries(plain).find(([, value]) => value === 'x')!;
      const source = {
        ...EXAMPLE_SOURCE,
        labels: { team: 'b' },
        renames: { [message]: 'text', time: 'stream', '@timestamp': 't' },
      };
      const renamed = encode(schema, { message: 'x' }, { labels: { team: 'a' } }, source);
      const { [message]: text, ...others } = plain;
      assert.deepEqual(renamed, { ...others, text });
    });
  }
});
