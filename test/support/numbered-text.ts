import type { SeededRandom } from './seeded-random.js';

const WORDS = [
  'order placed',
  'quoted "text" and back\\slash',
  'tab\there',
  '<b>html</b> & more',
  '处理订单失败',
  'ünïcödé 😀',
  '\u001b[31mred\u001b[0m',
  'line\u2028end',
  '{"level":"info","nested":[1,2]}',
  '',
];

/** A line's text: its number, then up to eleven words that are hard in one format or the other. */
export function numberedText(number: number, random: SeededRandom): string {
  const words = Array.from({ length: random.below(12) }, () => random.pick(WORDS));
  return [`line ${number}`, ...words].join(' ');
}
