import { isUtf8 } from 'node:buffer';
import type { SeededRandom } from '../../test/support/seeded-random.js';
import type { Escapes, LineLength } from '../result.js';

/** Bytes of a message as the container wrote it, UTF-8 and without the newline; lengths vary by 20% around it. */
export const MESSAGE_BYTES: Readonly<Record<LineLength, number>> = { short: 80, usual: 200, long: 2_000 };

const VARIATION = 0.2;

/** Every eighth or so is CJK; one of them holds quotes. */
const WORDS = [
  ...['request', 'served', 'in', '12ms', 'path=/api/v1/orders', 'status=200', 'user=7f3a', 'retry', 'connection'],
  ...['to', 'db-0.db.svc.cluster.local:5432', 'closed', 'by', 'peer,', 'waiting', '250', 'before', 'the', 'next'],
  ...[
    'attempt;',
    'cache',
    'hit',
    'ratio',
    '0.93',
    'reconciled',
    'object',
    '"done"',
    '注文を受け付けました',
    '处理完成',
    '응답',
  ],
];

/** What an application's JSON puts into one string: line ends, tabs, quotes, markup. */
const FRAGMENTS = ['\n', '\tat ', 'serve ', '"GET" ', '<a href="/x">', '</a>', '&amp; ', 'C:\\logs ', '(app.js:7) '];

/** Makes up a message: `few` escapes as plain text, `many` as an application prints its JSON. */
export function makeMessage(random: SeededRandom, length: LineLength, escapes: Escapes): Buffer {
  const target = variedLength(random, MESSAGE_BYTES[length]);
  return escapes === 'few' ? plainText(random, target) : applicationJson(random, target);
}

function variedLength(random: SeededRandom, bytes: number): number {
  const variation = Math.round(bytes * VARIATION);
  return bytes - variation + random.below(2 * variation + 1);
}

/** Words up to a length in bytes, the last character whole. */
function plainText(random: SeededRandom, bytes: number): Buffer {
  let text = random.pick(WORDS);
  while (Buffer.byteLength(text) < bytes) text += ` ${random.pick(WORDS)}`;
  let cut = Buffer.from(text).subarray(0, bytes);
  while (!isUtf8(cut)) cut = cut.subarray(0, -1);
  return cut;
}

/** A tab and a JSON object, filled up by a text full of what JSON escapes; up to a fragment longer than asked. */
function applicationJson(random: SeededRandom, bytes: number): Buffer {
  const level = random.pick(['info', 'warn', 'error']);
  const print = (detail: string): string => `app\t${JSON.stringify({ level, took: random.below(1_000), detail })}`;
  let detail = '';
  let missing = bytes - Buffer.byteLength(print(detail));
  while (missing > 0) {
    const fragment = random.pick(FRAGMENTS);
    detail += fragment;
    missing -= JSON.stringify(fragment).length - 2;
  }
  return Buffer.from(print(detail));
}
