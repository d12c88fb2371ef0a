import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { DedupeSettings } from '../../src/transform/settings.js';
import { type ConsumedRecord, consumeFiles, consumeRoom } from '../support/consume-files.js';

const SECOND = 1000;
const DEDUPE: DedupeSettings = { window: 10 * SECOND };
const START = Date.parse('2026-11-23T12:00:00.000Z');

interface Written {
  /** Seconds. */
  readonly at: number;
  readonly message: string;
  readonly stream?: 'stdout' | 'stderr';
}

function lineOf({ at, message, stream = 'stdout' }: Written): string {
  return `${new Date(START + at * SECOND).toISOString()} ${stream} F ${message}\n`;
}

function logOf(...lines: readonly (readonly [at: number, message: string])[]): Buffer {
  return Buffer.from(lines.map(([at, message]) => lineOf({ at, message })).join(''));
}

/** Time in seconds, message, and of how many lines. */
function told(records: readonly ConsumedRecord[]): [number, string, number?][] {
  return records.map(({ record }) => {
    const { repeats } = record as { repeats?: number };
    const at = (Date.parse(record.time) - START) / SECOND;
    return repeats === undefined ? [at, record.message] : [at, record.message, repeats];
  });
}

function consumed(file: Buffer, settings: DedupeSettings = DEDUPE, reads: readonly number[] = [1 << 20]) {
  return told(consumeFiles([file], { settings: [{ dedupe: settings }], reads }));
}

describe('dedupe', () => {
  it('passes the first record at once, and turns its repeats into one record with their number', () => {
    const file = logOf([0, 'no route'], [1, 'no route'], [2, 'other'], [3, 'no route'], [4, 'no route'], [11, 'end']);
    for (const reads of [[1 << 20], [60], [97, 64]]) {
      assert.deepEqual(
        consumed(file, DEDUPE, reads),
        [
          [0, 'no route'],
          [2, 'other'],
          [4, 'no route', 3],
          [11, 'end'],
        ],
        `in reads of ${reads}`,
      );
    }
  });

  it('passes a single repeat unchanged after its window', () => {
    assert.deepEqual(consumed(logOf([0, 'a'], [1, 'a'], [2, 'b'])), [
      [0, 'a'],
      [2, 'b'],
      [2, 'a'],
    ]);
  });

  it('starts another window with the first record after one', () => {
    assert.deepEqual(consumed(logOf([0, 'a'], [9.999, 'a'], [10, 'a'], [11, 'a'], [12, 'a'], [25, 'a'])), [
      [0, 'a'],
      [9.999, 'a'],
      [10, 'a'],
      [12, 'a', 2],
      [25, 'a'],
    ]);
  });

  it('ends a window by the clock if no more lines arrive', () => {
    const room = consumeRoom({ settings: [{ dedupe: DEDUPE }] });
    room.read(1, logOf([0, 'a'], [1, 'a'], [2, 'a']));
    assert.equal(room.consumer.hasPartialLine, true);
    room.clock.now = 9_999;
    room.consumer.flushPartialLines(0);
    assert.deepEqual(told(room.records), [[0, 'a']]);
    room.clock.now = 10_000;
    room.consumer.flushPartialLines(0);
    assert.deepEqual(told(room.records).slice(1), [[2, 'a', 2]]);
    assert.equal(room.consumer.hasPartialLine, false);
    assert.equal(room.counters.deduplicated, 1);
  });

  it('does not treat old lines as repeats because they are read fast', () => {
    const hourly = Array.from({ length: 5 }, (_, hour) => [hour * 3600, 'tick'] as const);
    assert.equal(consumed(logOf(...hourly)).length, 5);
  });

  it('separates the streams, and keeps the order of each', () => {
    const lines: Written[] = [
      { at: 0, message: 'a' },
      { at: 1, message: 'a', stream: 'stderr' },
      { at: 2, message: 'a' },
      { at: 3, message: 'a', stream: 'stderr' },
      { at: 4, message: 'b', stream: 'stderr' },
      { at: 12, message: 'c' },
    ];
    const records = consumeFiles([Buffer.from(lines.map(lineOf).join(''))], { settings: [{ dedupe: DEDUPE }] });
    assertInOrder(records);
    assert.equal(records.length, 6);
  });

  it('compares fields, or only the named ones, and ignores configured parts of messages', () => {
    const json = { onCollision: 'rename', lift: { level: [], time: [], message: ['msg'] } } as const;
    const file = logOf(
      [0, '{"msg":"slow","path":"/a"}'],
      [1, '{"msg":"slow","path":"/b"}'],
      [2, '{"msg":"slow","path":"/a"}'],
    );
    const countOf = (dedupe: DedupeSettings) => consumeFiles([file], { settings: [{ json, dedupe }] }).length;
    assert.equal(countOf(DEDUPE), 3, 'one of /a, one of /b, and the repeat');
    assert.equal(countOf({ ...DEDUPE, by: ['message'] }), 2);
    assert.equal(countOf({ ...DEDUPE, by: ['path'] }), 3);
    assert.deepEqual(
      consumed(logOf([0, 'took 3 ms'], [1, 'took 4 ms'], [2, 'took 15 ms']), { ...DEDUPE, ignore: '[0-9]+' }),
      [
        [0, 'took 3 ms'],
        [2, 'took 4 ms', 2],
      ],
    );
  });

  it('uses another name for the number if a record has such a field', () => {
    const json = { onCollision: 'rename', lift: { level: [], time: [], message: ['msg'] } } as const;
    const line = '{"msg":"x","repeats":7}';
    const records = consumeFiles([logOf([0, line], [1, line], [2, line])], { settings: [{ json, dedupe: DEDUPE }] });
    const { repeats, podtail_repeats } = records[1]!.record as unknown as Record<string, unknown>;
    assert.deepEqual([repeats, podtail_repeats], [7, 2]);
  });

  it('does not settle a record before the record of its repeats, so that a crash loses none', () => {
    const room = consumeRoom({ settings: [{ dedupe: DEDUPE }] });
    const first = lineOf({ at: 0, message: 'a' });
    const file = Buffer.from(first + lineOf({ at: 1, message: 'a' }) + lineOf({ at: 2, message: 'b' }));
    room.read(1, file);
    room.acknowledge();
    assert.equal(room.ledger.settled(1), first.length);
    room.consumer.flushPartialLines();
    room.acknowledge();
    assert.equal(room.ledger.settled(1), file.length);
  });

  it('continues over a rotation, and settles the earlier file with the record of its repeats', () => {
    const room = consumeRoom({ settings: [{ dedupe: DEDUPE }] });
    const [one, two] = [logOf([0, 'a'], [1, 'a'], [2, 'a']), logOf([3, 'a'], [4, 'b'])];
    room.read(1, one);
    room.read(2, two);
    room.acknowledge();
    assert.ok(room.ledger.settled(1)! < one.length);
    room.consumer.flushPartialLines();
    room.acknowledge();
    assert.deepEqual(told(room.records), [
      [0, 'a'],
      [4, 'b'],
      [4, 'a', 3],
    ]);
    assert.deepEqual([room.ledger.settled(1), room.ledger.settled(2)], [one.length, two.length]);
  });

  it('remembers a limited number of messages, forgets the oldest without repeats first, and still counts every line', () => {
    const lines = Array.from({ length: 2000 }, (_, line) => [line / 1000, `message ${line % 400}`] as const);
    const all = consumed(logOf(...lines));
    assert.equal(sum(all), 2000);
    assert.equal(all.length, 2000, 'more than it knows come between two of one');
    const few = Array.from({ length: 2000 }, (_, line) => [line / 1000, `message ${line % 200}`] as const);
    assert.equal(consumed(logOf(...few)).length, 400);
    const mixed = Array.from(
      { length: 2000 },
      (_, line) => [line / 1000, line % 2 ? 'same' : `message ${line}`] as const,
    );
    assert.equal(consumed(logOf(...mixed)).length, 1000 + 2, 'what has repeats stays');
  });

  it('ignores long lines and partial lines', () => {
    const long = 'x'.repeat(5000);
    assert.equal(consumed(logOf([0, long], [1, long])).length, 2);
  });

  it('loses no line and keeps the order for any input', () => {
    const anyLine = fc.record({
      gap: fc.constantFrom(0, 0.001, 1, 3, 11, -20),
      message: fc.constantFrom('a', 'b', 'c'),
      stream: fc.constantFrom('stdout', 'stderr'),
    });
    fc.assert(
      fc.property(
        fc.array(anyLine, { maxLength: 40 }),
        fc.integer({ min: 50, max: 400 }),
        fc.nat(40),
        (lines, read, cut) => {
          let at = 1000;
          const written = lines.map(({ gap, message, stream }) => {
            at += gap;
            return lineOf({ at, message, stream: stream as 'stdout' });
          });
          const files = [written.slice(0, cut), written.slice(cut)].map((part) => Buffer.from(part.join('')));
          const room = consumeRoom({ settings: [{ dedupe: DEDUPE }], reads: [read] });
          for (const [key, file] of files.entries()) room.read(key, file);
          room.consumer.flushPartialLines();
          room.acknowledge();
          assert.equal(sum(told(room.records)), lines.length);
          assert.deepEqual(
            files.map((file, key) => file.length - room.ledger.settled(key)!),
            [0, 0],
          );
          if (lines.every(({ gap }) => gap >= 0)) assertInOrder(room.records);
          const ids = room.records.map(({ fileKey, offset }) => `${fileKey}:${offset}`);
          assert.equal(new Set(ids).size, ids.length);
        },
      ),
    );
  });
});

function assertInOrder(records: readonly ConsumedRecord[]): void {
  for (const stream of ['stdout', 'stderr']) {
    const times = records.filter(({ record }) => record.stream === stream).map(({ record }) => record.time);
    assert.deepEqual(times, [...times].sort());
  }
}

function sum(records: readonly (readonly [number, string, number?])[]): number {
  return records.reduce((total, [, , repeats = 1]) => total + repeats, 0);
}
