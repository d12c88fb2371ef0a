import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ByteSource } from '../../../src/tail/files/byte-source.js';
import { firstTimeOf, readFirstTime } from '../../../src/tail/files/first-time.js';
import { criLine } from '../../support/cri-line.js';
import { dockerJsonLine } from '../../support/docker-json-line.js';

const SECOND = 1_000_000_000n;
/** 2026-01-02T15:04:05Z. */
const AT = 1_767_366_245n * SECOND;

function docker(log: string, time: string, attrs?: Readonly<Record<string, string>>): string {
  return dockerJsonLine({ content: Buffer.from(log), stream: 'stdout', last: true, time }, attrs).toString();
}

function cri(time: string): string {
  return criLine({ content: Buffer.from('text'), stream: 'stderr', last: true, time }).toString();
}

describe('the time of a first line', () => {
  const cases: readonly (readonly [what: string, start: string, time: bigint | undefined])[] = [
    ['is at the end of what Docker writes', docker('text', '2026-01-02T15:04:05.123456789Z'), AT + 123_456_789n],
    ['with few decimals', docker('text', '2026-01-02T15:04:05.1Z'), AT + 100_000_000n],
    ['or none', docker('text', '2026-01-02T15:04:05Z'), AT],
    ['of the first line', `${docker('', '2026-01-02T15:04:05Z')}${docker('', '2026-01-02T15:04:06Z')}`, AT],
    ['behind labels', docker('text', '2026-01-02T15:04:05Z', { time: '2025-01-02T15:04:05Z' }), AT],
    ['not a time in the text', docker('","time":"2025-01-02T15:04:05Z"}', '2026-01-02T15:04:05Z'), AT],
    ['of a piece without text', '{"stream":"stdout","time":"2026-01-02T15:04:05Z"}\n', AT],
    ['is unknown while it is not there', docker('text', '2026-01-02T15:04:05Z').slice(0, -1), undefined],
    ['is at the start of what containerd writes', cri('2026-01-02T15:04:05.12Z'), AT + 120_000_000n],
    ['and of what conmon writes in its zone', cri('2026-01-02T17:34:05.000000001+02:30'), AT + 1n],
    ['west of Greenwich, too', cri('2026-01-02T07:04:05.000000000-08:00'), AT],
    ['though the line is not whole', '2026-01-02T15:04:05Z stdout F te', AT],
    ['is unknown while its time is not', '2026-01-02T15:04:05Z stdo', undefined],
    ['where it is none', '2026-13-02T15:04:05Z stdout F text\n', undefined],
    ['in a line of an application that begins with a time', '2026-01-02T15:04:05Z INFO text\n', undefined],
    ['and in one that ends with one', '{"level":"info","time":"2026-01-02T15:04:05Z"}\n', undefined],
    ['in text', 'text\n', undefined],
    ['and in an empty file', '', undefined],
  ];
  for (const [what, start, time] of cases) it(what, () => assert.equal(firstTimeOf(Buffer.from(start)), time));
});

describe('of a file', () => {
  const time = '2026-01-02T15:04:05Z';
  const cases: readonly (readonly [what: string, content: string, time: bigint | undefined, isFinal: boolean])[] = [
    ['the longest line that Docker writes is read to its time', docker('\u0000'.repeat(16_384), time), AT, true],
    ['text says nothing, and will not later', 'text\n', undefined, true],
    ['half a line may say it later', docker('text', time).slice(0, -1), undefined, false],
    ['so may a long one', docker('x'.repeat(2_000), time).slice(0, -1), undefined, false],
    ['but not one that is longer than any that a runtime writes', 'x'.repeat(300_000), undefined, true],
    ['an empty file may say it later', '', undefined, false],
  ];
  for (const [what, content, time, isFinal] of cases) {
    it(what, () => assert.deepEqual(readFirstTime(sourceOf(content)), { time, isFinal }));
  }

  it('it is unknown if the file cannot be read', () => {
    const read = (): number => {
      throw new Error('it is damaged');
    };
    assert.deepEqual(readFirstTime({ read } as unknown as ByteSource), { time: undefined, isFinal: false });
  });
});

function sourceOf(content: string): ByteSource {
  const bytes = Buffer.from(content);
  const read: ByteSource['read'] = (target, length, position) => bytes.copy(target, 0, position, position + length);
  return { read } as ByteSource;
}
