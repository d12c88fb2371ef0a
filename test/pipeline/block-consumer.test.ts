import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ConsumedRecord, consumeRoom } from '../support/consume-files.js';

const entry = (stream: string, tag: string, text: string): string =>
  `2026-11-23T11:00:00.5Z ${stream} ${tag} ${text}\n`;

test('the records after a line that rotation split settle nothing without it: payloads before the last one of a block have the old offset (20; 29)', () => {
  const room = consumeRoom({ settings: [] });
  const second = ['a', 'b'].map((text) => entry('stderr', 'F', text)).join('');
  const rest = `${entry('stdout', 'F', ' two')}${entry('stdout', 'F', 'last')}`;
  room.read(1, Buffer.from(entry('stdout', 'P', 'one,')));
  room.read(2, Buffer.from(second + rest));
  const offsets = room.records.map(({ record, resumeOffset }) => [record.message, resumeOffset]);
  assert.deepEqual(offsets, [
    ['a', 0],
    ['b', 0],
    ['one, two', 0],
    ['last', second.length + rest.length],
  ]);
});

test('a file is settled with the line that ends in the next one, though another such line waits there (20; 29)', () => {
  const room = consumeRoom({ settings: [] });
  const first = entry('stdout', 'P', 'one,');
  room.read(1, Buffer.from(first));
  const second = entry('stdout', 'F', ' two');
  room.read(2, Buffer.from(second + entry('stdout', 'P', 'three,')));
  assert.deepEqual([room.ledger.settled(1), room.consumer.waiting(1)], [0, 0]);
  room.acknowledge();
  assert.deepEqual([room.ledger.settled(1), room.ledger.settled(2)], [first.length, second.length]);
});

test('a change of transforms applies between two blocks: held records are shipped with the old labels, and offsets continue', () => {
  const start = (text: string) => ({
    multiline: { rules: { start: text }, timeout: 1000, maxBytes: 1000, maxLines: 100 },
  });
  const room = consumeRoom({ settings: [start('^A')] });
  const lines = ['A1', 'b', 'A2', 'c', 'B3', 'd', 'B4'].map((text) => entry('stdout', 'F', text));
  const file = Buffer.from(lines.join(''));
  const end = (count: number): number => lines.slice(0, count).join('').length;
  room.read(1, file.subarray(0, end(4)));
  assert.deepEqual(messagesOf(room.records), ['A1\nb']);
  assert.equal(room.consumer.waiting(1), end(4) - end(2));
  room.exchange([start('^B')], { round: '2' });
  room.readOn(file, end(4));
  assert.deepEqual(messagesOf(room.records), ['A1\nb', 'A2\nc', 'B3\nd']);
  assert.deepEqual(
    room.records.map(({ record, resumeOffset }) => [
      (record.labels as { round?: string } | undefined)?.round,
      resumeOffset,
    ]),
    [
      [undefined, end(2)],
      [undefined, end(4)],
      ['2', end(6)],
    ],
  );
  room.acknowledge();
  assert.equal(room.ledger.settled(1), end(6));
  room.exchange([], {});
  room.consumer.flushPartialLines(0);
  room.acknowledge();
  assert.deepEqual([messagesOf(room.records).at(-1), room.ledger.settled(1)], ['B4', end(7)]);
});

const messagesOf = (records: readonly ConsumedRecord[]): string[] => records.map(({ record }) => record.message);
test('pieces whose line does not continue in the next file get no offset of a record there, even if its lines are damaged (20: the last P never closed; 24)', () => {
  const room = consumeRoom({ settings: [] });
  room.read(1, Buffer.from(entry('stdout', 'P', 'one,') + entry('stderr', 'P', 'two,')));
  room.read(2, Buffer.from('\n\n'));
  room.consumer.flushPartialLines();
  const ids = room.records.map(({ fileKey, offset }) => `${fileKey} ${offset}`);
  assert.deepEqual([room.records.length, new Set(ids).size], [4, 4]);
});

test('pieces that were shipped incomplete are not shipped again with the rest by the next podtail, which resumes before them for another stream (model, docker 11)', () => {
  const first = consumeRoom({ settings: [] });
  const shipped = entry('stderr', 'P', 'two,');
  const file = Buffer.from(shipped + entry('stdout', 'P', 'one,'));
  first.read(1, file.subarray(0, shipped.length));
  first.clock.now = 100;
  first.readOn(file, shipped.length);
  first.consumer.flushPartialLines(50);
  first.acknowledge();
  assert.deepEqual([messagesOf(first.records), first.ledger.settled(1)], [['two,'], 0]);
  const second = consumeRoom({ settings: [] });
  second.ledger.open(1, 0);
  second.consumer.beginFile(1, 0, 'file1', first.consumer.lineState(1));
  const rest = entry('stderr', 'F', ' three') + entry('stdout', 'F', ' four');
  second.readOn(Buffer.concat([file, Buffer.from(rest)]), 0);
  assert.deepEqual(messagesOf(second.records), [' three', 'one, four']);
});
