import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type RecordBlock, RecordFlag } from '../../../src/record/record-block.js';
import { createJson } from '../../../src/transform/json/json.js';
import { parseObject } from '../../../src/transform/json/json-object.js';
import { takeApart } from '../../../src/transform/json/take-apart.js';
import { membersText, messageText } from '../../../src/transform/message-text.js';
import type { JsonSettings } from '../../../src/transform/settings.js';
import { decodeBytes } from '../../support/decode-bytes.js';
import { logOf } from '../../support/traces.js';

/** fast-check prints its seed when a property fails; with it here the run can be had again. */
const parameters = process.env.FC_SEED === undefined ? {} : { seed: Number(process.env.FC_SEED) };

const FIELD_NAMES = new Set(['time', 'message', 'level', 'stream', 'pod']);
const names = fc.constantFrom(
  ...['a', 'b', 'level', 'lvl', 'severity', 'time', 'ts', 'msg', 'message', 'stream', 'pod', 'app_a', 'app_stream'],
  ...['a longer name of 24 bytes', 'log.level', 'levelno', '__proto__', 'ünïcode', '', '"', '\\', '\n'],
);
const values = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom('info', 'WARN', 'Error', 'loud', 'notice', 30, 400, 3, 1, 50),
    fc.constantFrom(
      '2023-11-06T16:08:12Z',
      '2023-02-30T16:08:12.5+01:00',
      '2023-11-06T16:08:12.123456789Z',
      1699286892,
    ),
    fc.string({ unit: 'grapheme', maxLength: 40 }),
    fc.constantFrom('a "quoted" text', 'two\nlines', 'a/b', 'tab\there', 'é', '\u2028', '\ud83d\ude00', '\u0001'),
    fc.double(),
    fc.constantFrom(true, false, null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(names, tie('value'), { maxKeys: 3 }),
  ),
})).value;
const objects = fc.array(fc.tuple(names, values), { maxLength: 8 });
const blank = fc.constantFrom('', '', '', ' ', '\t', '  ');

/** JSON of members, of which some may have the same name, with blanks. */
const texts = fc.tuple(objects, blank, blank, fc.boolean()).map(([members, before, behind, isEscaped]) => {
  const inside = members.map(([name, value]) => {
    const quoted = JSON.stringify(name);
    const written = isEscaped ? quoted.replace('a', '\\u0061') : quoted;
    return `${before}${written}${behind}:${before}${JSON.stringify(value)}${behind}`;
  });
  return `{${inside.join(',')}${before}}${behind}`;
});
const mutated = fc
  .tuple(texts, fc.nat(200), fc.constantFrom('', '"', '\\', '{', '}', ',', '1', '\\u00e9', '\\ud800', '\\x', '01', '.'))
  .map(([text, at, by]) => text.slice(0, at % text.length) + by + text.slice((at % text.length) + 1));
const TIMES = [
  '2023-11-06T16:08:12Z',
  '2023-11-06T16:08:12.123456789Z',
  '2023-11-06T16:08:12.5+01:00',
  '2023-11-06T16:08:12.123456-05:30',
];
const settings: fc.Arbitrary<JsonSettings> = fc.record(
  {
    under: fc.constantFrom('app', 'x y'),
    onCollision: fc.constantFrom('rename' as const, 'drop' as const),
    lift: fc.constantFrom(
      { level: ['level', 'severity', 'lvl', 'log.level', 'levelno'], time: ['ts'], message: ['message', 'msg'] },
      { level: [], time: [], message: [] },
      { level: ['severity'], time: ['time', 'ts'], message: ['msg'] },
    ),
  },
  { requiredKeys: ['onCollision', 'lift'] },
);

describe('messages that WebAssembly parses', () => {
  it('have the times that the slower way finds, though one character of the time is another', () => {
    const settings: JsonSettings = { lift: { level: [], time: ['ts'], message: [] }, onCollision: 'rename' };
    const json = createJson(settings, { fieldNames: FIELD_NAMES });
    const texts = TIMES.flatMap((time) =>
      [...time].flatMap((_, at) => ['', ...'0369-:.TZ+'].map((by) => time.slice(0, at) + by + time.slice(at + 1))),
    );
    const log = logOf(
      texts.map((ts) => JSON.stringify({ ts })),
      'docker',
    );
    const fast = rowsAfter(log, (block) => json.apply(block, NO_ORIGIN));
    const slow = rowsAfter(log, (block) => takeAllApart(block, settings));
    assert.deepEqual(fast, slow);
  });

  it('give the same result as the slower way, for any text', () => {
    const lines = fc.array(fc.oneof({ weight: 3, arbitrary: texts }, { weight: 1, arbitrary: mutated }), {
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(lines, fc.constantFrom('docker' as const, 'cri' as const), settings, (lines, format, settings) => {
        const log = logOf(
          lines.map((line) => line.replaceAll('\n', '')),
          format,
        );
        const json = createJson(settings, { fieldNames: FIELD_NAMES });
        const fast = rowsAfter(log, (block) => json.apply(block, NO_ORIGIN));
        const slow = rowsAfter(log, (block) => takeAllApart(block, settings));
        assert.deepEqual(fast, slow);
      }),
      { ...parameters, numRuns: 3000 },
    );
  });
});

const NO_ORIGIN = { resumeBefore: 0, fromEarlier: false };

/** The rows of a log, once something was done with each block. */
function rowsAfter(log: Buffer, apply: (block: RecordBlock) => void): object[] {
  const rows: object[] = [];
  const onBlock = (block: RecordBlock): void => {
    apply(block);
    rows.push(...rowsOf(block));
  };
  decodeBytes(log, { onBlock });
  return rows;
}

function takeAllApart(block: RecordBlock, settings: JsonSettings): void {
  for (let row = 0; row < block.count; row++) {
    const text = messageText(block, row);
    const object = text.startsWith('{') ? parseObject(Buffer.from(text)) : undefined;
    if (object !== undefined) takeApart(block, row, object, settings, FIELD_NAMES);
  }
}

function rowsOf(block: RecordBlock): object[] {
  return Array.from({ length: block.count }, (_, row) => ({
    message: messageText(block, row),
    time: block.bytes.toString('latin1', block.timeStart[row]!, block.timeEnd[row]!),
    members: membersText(block, row),
    hasMembers: (block.flags[row]! & RecordFlag.members) !== 0,
    level: block.hasLevels ? block.level[row] : 0,
  }));
}
