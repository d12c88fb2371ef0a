import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BEFORE_INHERITED } from '../../../src/record/inherited-offset.js';
import type { MultilineSettings, TransformSettings } from '../../../src/transform/settings.js';
import { consumedMessages, consumeFiles, consumeRoom } from '../../support/consume-files.js';
import { dockerJsonLine } from '../../support/docker-json-line.js';
import { logOf } from '../../support/traces.js';

const START: MultilineSettings = { rules: { start: '^\\d' }, timeout: 1000, maxBytes: 1024, maxLines: 5 };
const JAVA: MultilineSettings = { ...START, rules: ['java'] };
const TRACE = ['java.lang.IllegalStateException: x', '\tat a.B.c(B.java:1)', '\tat a.B.d(B.java:2)'];

function messages(lines: readonly string[], multiline: MultilineSettings): string[] {
  return consumedMessages(logOf(lines, 'docker'), { settings: [{ multiline }] });
}

describe('multiline', () => {
  it('starts a record at each line that start matches', () => {
    assert.deepEqual(messages(['0', '1 a', 'b', ' c', '2'], START), ['0', '1 a\nb\n c', '2']);
  });

  it('treats lines before the first start as a record', () => {
    assert.deepEqual(messages(['a', 'b', '1'], START), ['a\nb', '1']);
  });

  it('continues a record with each line that continue matches', () => {
    const rules = { ...START, rules: { continue: '^\\s|^\\}' } };
    assert.deepEqual(messages(['a {', '  b', '}', 'c', ' ', 'd'], rules), ['a {\n  b\n}', 'c\n ', 'd']);
  });

  it('does not absorb a foreign line inside a trace: it ends the trace, whose rest is another record', () => {
    const lines = [...TRACE, 'INFO other', '\tat a.B.e(B.java:3)', '\tat a.B.f(B.java:4)', 'INFO last'];
    assert.deepEqual(messages(lines, JAVA), [
      TRACE.join('\n'),
      'INFO other',
      '\tat a.B.e(B.java:3)\n\tat a.B.f(B.java:4)',
      'INFO last',
    ]);
  });

  it('joins each stream separately, and lines of the other stream keep their place', () => {
    const file = Buffer.concat(
      TRACE.map((line, index) => Buffer.concat([logOf([line], 'cri'), logOf([`out ${index}`], 'cri', 'stdout')])),
    );
    const records = consumeFiles([file], { settings: [{ multiline: JAVA }] });
    assert.deepEqual(
      records.map(({ record }) => `${record.stream} ${record.message}`),
      ['stdout out 0', 'stdout out 1', 'stdout out 2', `stderr ${TRACE.join('\n')}`],
    );
  });

  it('resumes at the beginning of both of two mixed records, so that none is read in part', () => {
    const line = (text: string, stream: 'stdout' | 'stderr'): Buffer => logOf([text], 'cri', stream);
    const [first, ...rest] = TRACE as [string, ...string[]];
    const mixed = [line(first, 'stdout'), line(first, 'stderr'), ...rest.map((text) => line(text, 'stdout'))];
    const file = Buffer.concat([line('before', 'stdout'), ...mixed, line('after', 'stdout'), line(rest[0]!, 'stderr')]);
    const records = consumeFiles([file], { settings: [{ multiline: JAVA }] });
    const before = line('before', 'stdout').length;
    assert.deepEqual(
      records.map(({ record, resumeOffset }) => [record.message, resumeOffset]),
      [
        ['before', before],
        [TRACE.join('\n'), before],
        ['after', before],
        [TRACE.slice(0, 2).join('\n'), file.length],
      ],
    );
  });

  it('gives a record the time and the offset of its first line', () => {
    const file = logOf(['first', ...TRACE], 'docker');
    const [, trace] = consumeFiles([file], { settings: [{ multiline: JAVA }] });
    assert.equal(trace!.record.time, '2026-11-23T11:00:00.000000002Z');
    assert.equal(trace!.offset, logOf(['first'], 'docker').length);
  });

  it('gives a record of the file before an offset that no other record there has, however short its lines', () => {
    const source = { path: '/logs/app.log', metadata: {}, writtenByRuntime: false };
    const settings = [{ multiline: { ...START, rules: { continue: '^\\s' } } }];
    const records = consumeFiles(['1\n more\n', '\n2\n3\n'], { source, settings });
    assert.deepEqual(
      records.map(({ record }) => record.message),
      ['1\n more', '', '2', '3'],
    );
    assert.equal(new Set(records.map(({ fileKey, offset }) => `${fileKey} ${offset}`)).size, records.length);
  });

  it('ships a record of too many lines as partial, and its rest as another partial one', () => {
    const lines = ['1', ...Array.from({ length: 6 }, (_, index) => `line ${index}`), '2'];
    const records = consumeFiles([logOf(lines, 'docker')], { settings: [{ multiline: START }] });
    assert.deepEqual(
      records.map(({ record }) => [record.message.split('\n').length, record.partial]),
      [
        [5, true],
        [2, true],
        [1, undefined],
      ],
    );
  });

  it('ships a record of too many bytes as partial', () => {
    const lines = ['1', 'x'.repeat(600), 'y'.repeat(600), '2'];
    const records = consumeFiles([logOf(lines, 'docker')], { settings: [{ multiline: START }] });
    assert.deepEqual(
      records.map(({ record }) => [record.message.length, record.partial]),
      [
        [602, true],
        [600, true],
        [1, undefined],
      ],
    );
  });

  it('waits for the next line until the timeout, and does not settle what waits', () => {
    const room = consumeRoom({ settings: [{ multiline: START }] });
    const file = logOf(['1', 'a', '2', 'b'], 'docker');
    room.read(1, file);
    room.acknowledge();
    assert.deepEqual(
      room.records.map(({ record }) => record.message),
      ['1\na'],
    );
    assert.equal(room.ledger.settled(1), logOf(['1', 'a'], 'docker').length);
    assert.equal(room.consumer.waiting(1), file.length - room.ledger.settled(1));
    room.clock.now = 999;
    room.consumer.flushPartialLines(0);
    assert.equal(room.records.length, 1);
    room.clock.now = 1000;
    room.consumer.flushPartialLines(0);
    room.acknowledge();
    assert.deepEqual(
      room.records.map(({ record }) => [record.message, record.partial]),
      [
        ['1\na', undefined],
        ['2\nb', undefined],
      ],
    );
    assert.equal(room.ledger.settled(1), file.length);
    assert.equal(room.consumer.hasPartialLine, false);
  });

  it('marks an incomplete trace as partial after the timeout', () => {
    const file = logOf(['Traceback (most recent call last):', '  File "/app/a.py", line 1, in <module>'], 'docker');
    const [consumed] = consumeFiles([file], { settings: [{ multiline: { ...START, rules: ['python'] } }] });
    assert.equal(consumed!.record.partial, true);
  });

  it('continues a record in the next file, and settles both with it (7: a multiline record is broken by rotation or a pause)', () => {
    const room = consumeRoom({ settings: [{ multiline: JAVA }] });
    const [first, second] = [logOf(TRACE.slice(0, 2), 'docker'), logOf([...TRACE.slice(2), 'INFO after'], 'docker')];
    room.read(1, first);
    room.clock.now = 500;
    room.consumer.flushPartialLines(0);
    assert.equal(room.records.length, 0);
    room.read(2, second);
    assert.deepEqual(
      room.records.map(({ record, fileKey, offset }) => [record.message, fileKey, offset]),
      [
        [TRACE.join('\n'), 2, 0],
        ['INFO after', 2, logOf(TRACE.slice(2), 'docker').length],
      ],
    );
    assert.equal(room.ledger.settled(1), 0);
    room.acknowledge();
    assert.deepEqual([room.ledger.settled(1), room.ledger.settled(2)], [first.length, second.length]);
  });

  it('keeps a file unsettled until its last record is delivered, which gets its own id (7)', () => {
    const room = consumeRoom({ settings: [{ multiline: START, drop: [{ message: '^3' }] }] });
    const [first, second] = [logOf(['1', 'a'], 'docker'), logOf(['3', '3'], 'docker')];
    room.read(1, first);
    room.read(2, second);
    assert.deepEqual(
      room.records.map(({ record, offset }) => [record.message, offset]),
      [['1\na', BEFORE_INHERITED + 1]],
    );
    assert.equal(room.ledger.settled(1), 0);
    room.consumer.flushPartialLines();
    assert.equal(room.ledger.settled(1), 0);
    room.acknowledge();
    assert.deepEqual([room.ledger.settled(1), room.ledger.settled(2)], [first.length, second.length]);
  });

  it('gives records of an earlier file that several transforms and the decoder hold their own ids (7)', () => {
    const settings: TransformSettings[] = [{ multiline: JAVA }, { multiline: START }];
    const room = consumeRoom({ settings });
    const piece = (stream: 'stdout' | 'stderr', text: string, last: boolean): Buffer =>
      dockerJsonLine({ stream, content: Buffer.from(text), last, time: '2026-11-23T11:00:00.000000001Z' });
    const held = [piece('stderr', TRACE[0]!, true), piece('stdout', '1 held by the second', true)];
    room.read(1, Buffer.concat([...held, piece('stdout', '2 held by the decoder', false)]));
    room.read(2, Buffer.alloc(0));
    room.consumer.flushPartialLines();
    assert.deepEqual(room.records.map(({ record }) => record.message).toSorted(), [
      '1 held by the second',
      '2 held by the decoder',
      TRACE[0],
    ]);
    assert.deepEqual(room.records.map(({ offset }) => offset - BEFORE_INHERITED).toSorted(), [1, 2, 3]);
  });

  it('does not settle a file by dropping its last record while the one before is not delivered (7)', () => {
    const room = consumeRoom({ settings: [{ multiline: START, drop: [{ message: '^[35]' }] }] });
    const first = Buffer.concat([logOf(['1', 'a'], 'docker', 'stdout'), logOf(['5', 'b'], 'docker', 'stderr')]);
    room.read(1, first);
    room.read(2, logOf(['3'], 'docker', 'stdout'));
    assert.deepEqual(
      room.records.map(({ record }) => record.message),
      ['1\na'],
    );
    room.consumer.flushPartialLines();
    assert.equal(room.records.length, 1);
    assert.equal(room.ledger.settled(1), 0);
    room.acknowledge();
    assert.equal(room.ledger.settled(1), first.length);
  });

  it('settles an earlier file although records of a later one wait', () => {
    const room = consumeRoom({ settings: [{ multiline: START }] });
    const file = logOf(['1', '2'], 'docker');
    for (const key of [1, 2, 3]) room.read(key, file);
    room.acknowledge();
    assert.deepEqual(
      [1, 2].map((key) => room.ledger.settled(key)),
      [file.length, file.length],
    );
  });
});
