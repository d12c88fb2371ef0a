import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseObject } from '../../../src/transform/json/json-object.js';
import type { JsonSettings, TransformSettings } from '../../../src/transform/settings.js';
import { consumeFiles } from '../../support/consume-files.js';
import { logOf } from '../../support/traces.js';

const MERGE: JsonSettings = { onCollision: 'rename', lift: { level: [], time: [], message: [] } };
const LIFT: JsonSettings = {
  onCollision: 'rename',
  lift: { level: ['level'], time: ['ts'], message: ['message', 'msg'] },
};

/** The fields of the record that a message becomes, without those of its source. */
function fieldsOf(message: string, json: JsonSettings, more: TransformSettings = {}): Record<string, unknown> {
  const results = (['docker', 'cri'] as const).map((format) => {
    const [consumed] = consumeFiles([logOf([message], format)], { settings: [{ ...more, json }] });
    const { namespace, pod, uid, container, restart, stream, ...fields } = consumed!.record;
    return fields;
  });
  assert.deepEqual(results[0], results[1]);
  return results[0]!;
}

const TIME = '2026-11-23T11:00:00.000000001Z';

describe('json', () => {
  const rows: readonly (readonly [
    what: string,
    message: string,
    settings: JsonSettings,
    fields: Record<string, unknown>,
  ])[] = [
    [
      'merges the members',
      '{"a":1,"b":{"c":["x"]}}',
      MERGE,
      { message: '{"a":1,"b":{"c":["x"]}}', a: 1, b: { c: ['x'] } },
    ],
    ['nests them', '{"a":1}', { ...MERGE, under: 'app' }, { message: '{"a":1}', app: { a: 1 } }],
    ['lifts the message', '{"msg":"hi \\"you\\"","a":1}', LIFT, { message: 'hi "you"', a: 1 }],
    [
      'lifts level and time',
      '{"level":"WARN","ts":1699286892.5,"msg":"x"}',
      LIFT,
      { message: 'x', level: 'warn', time: '2023-11-06T16:08:12.500Z' },
    ],
    ['lifts numbers of levels', '{"level":50,"msg":"x"}', LIFT, { message: 'x', level: 'error' }],
    ['leaves a level that it does not know', '{"level":"loud","msg":"x"}', LIFT, { message: 'x', level: 'loud' }],
    [
      'takes the next name for the level',
      '{"severity":"loud","level":"warn","msg":"x"}',
      { ...LIFT, lift: { ...LIFT.lift, level: ['severity', 'level'] } },
      { message: 'x', severity: 'loud', level: 'warn' },
    ],
    ['leaves a time that is none', '{"ts":"yesterday","msg":"x"}', LIFT, { message: 'x', ts: 'yesterday' }],
    [
      'nests what was not lifted',
      '{"level":"info","msg":"x","a":1}',
      { ...LIFT, under: 'app' },
      { message: 'x', level: 'info', app: { a: 1 } },
    ],
    [
      'nests nothing where all was lifted',
      '{"level":"info","msg":"x"}',
      { ...LIFT, under: 'app' },
      { message: 'x', level: 'info' },
    ],
    [
      'renames what has the name of a field',
      '{"stream":1,"a":2}',
      MERGE,
      { message: '{"stream":1,"a":2}', app_stream: 1, a: 2 },
    ],
    ['or drops it', '{"stream":1,"a":2}', { ...MERGE, onCollision: 'drop' }, { message: '{"stream":1,"a":2}', a: 2 }],
    [
      'drops what would be renamed to another',
      '{"stream":1,"app_stream":2}',
      MERGE,
      { message: '{"stream":1,"app_stream":2}', app_stream: 2 },
    ],
    ['takes blanks', ' {"a" : 1}', MERGE, { message: ' {"a" : 1}' }],
    [
      'takes blanks within',
      '{ "a" :\t1 , "b":[ 1,\t2 ] } ',
      MERGE,
      { message: '{ "a" :\t1 , "b":[ 1,\t2 ] } ', a: 1, b: [1, 2] },
    ],
    ['leaves what is no object', '[1]', MERGE, { message: '[1]' }],
    ['leaves what is more than an object', '{"a":1}{"b":2}', MERGE, { message: '{"a":1}{"b":2}' }],
    ['leaves half an object', '{"a":1', MERGE, { message: '{"a":1' }],
    ['leaves a raw number of the wrong form', '{"a":01}', MERGE, { message: '{"a":01}' }],
    [
      'keeps the last of members of one name',
      '{"a":1,"a":2,"b":{"c":1,"c":2}}',
      MERGE,
      { message: '{"a":1,"a":2,"b":{"c":1,"c":2}}', a: 2, b: { c: 2 } },
    ],
    [
      'leaves out __proto__',
      '{"__proto__":{"x":1},"a":{"__proto__":1}}',
      MERGE,
      { message: '{"__proto__":{"x":1},"a":{"__proto__":1}}', a: {} },
    ],
    ['reads escaped names', '{"\\u0061":1,"a":2}', MERGE, { message: '{"\\u0061":1,"a":2}', a: 2 }],
    ['leaves half of a surrogate pair', '{"a":"\\ud800"}', MERGE, { message: '{"a":"\\ud800"}' }],
  ];
  for (const [what, message, settings, fields] of rows) {
    it(`${what}: ${message}`, () => {
      assert.deepEqual(fieldsOf(message, settings), { time: TIME, ...fields });
    });
  }

  it('keeps all digits of a number', () => {
    for (const message of [
      '{"id":1234567890123456789}',
      '{"a":1,"id":1234567890123456789,"a":2}',
      '{"\\u0061":{"id":1234567890123456789,"id":1234567890123456789}}',
      '{"__proto__":1,"a":[1234567890123456789]}',
    ]) {
      const object = parseObject(Buffer.from(message))!;
      assert.match([...object.values()].join(), /\b1234567890123456789\b/, message);
    }
  });

  it('leaves objects as text that are nested too deep or have too many members', () => {
    const deep = `{"a":${'['.repeat(5000)}${']'.repeat(5000)}}`;
    const many = `{${Array.from({ length: 2000 }, (_, index) => `"k${index}":1`).join(',')}}`;
    for (const message of [deep, many])
      assert.deepEqual(Object.keys(fieldsOf(message, MERGE)).sort(), ['message', 'time']);
  });

  it('runs after multiline, so that an object may span several lines', () => {
    const multiline = { rules: { start: '^\\{' }, timeout: 1000, maxBytes: 1000, maxLines: 10 };
    const file = logOf(['{"a":', '1}', '{"b":2}'], 'docker');
    const records = consumeFiles([file], { settings: [{ multiline, json: { ...MERGE, under: 'app' } }] });
    assert.deepEqual(
      records.map(({ record }) => record.app),
      [{ a: 1 }, { b: 2 }],
    );
  });
});
