import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { MultilineSettings, TransformSettings } from '../../src/transform/settings.js';
import { consumeRoom } from '../support/consume-files.js';
import { criLine } from '../support/cri-line.js';
import { dockerJsonLine } from '../support/docker-json-line.js';
import { readTraces } from '../support/traces.js';

/** fast-check prints its seed when a property fails; with it here the run can be had again. */
const parameters = process.env.FC_SEED === undefined ? {} : { seed: Number(process.env.FC_SEED) };

const TRACE_LINES = readTraces().flatMap(({ records }) => records.flatMap((record) => record.split('\n')));
const text = fc.oneof(
  fc.constantFrom(...TRACE_LINES),
  fc.constantFrom(
    '{"a":1,"level":"warn","msg":"x"}',
    '{"time":"y","a":"jane@example.org"}',
    '{',
    '{}',
    '',
    ' ',
    '1 x',
    'from 10.0.0.1',
  ),
  fc.constantFrom(
    '-----BEGIN PRIVATE KEY-----',
    'MIIEowIBAAKCAQEA',
    '-----END PRIVATE KEY-----',
    'card 4111111111111111',
  ),
  fc.string({ unit: 'grapheme', maxLength: 20 }).map((value) => value.replaceAll('\n', '').toWellFormed()),
);
const line = fc.record({
  text,
  stream: fc.constantFrom('stdout' as const, 'stdout' as const, 'stderr' as const),
  last: fc.integer({ min: 0, max: 9 }).map((number) => number > 0),
});
const damaged = fc.constant(undefined);
const lines = fc.array(fc.oneof({ weight: 12, arbitrary: line }, { weight: 1, arbitrary: damaged }), { maxLength: 30 });

const limits = fc.record({
  timeout: fc.constant(1000),
  maxBytes: fc.constantFrom(50, 1000, 100_000),
  maxLines: fc.constantFrom(2, 5, 1000),
});
const rules: fc.Arbitrary<MultilineSettings['rules']> = fc.constantFrom(
  ['java', 'python', 'go', 'node', 'ruby', 'dotnet', 'php', 'rust', 'others'] as const,
  ['python'] as const,
  { start: '^\\d' },
  { continue: '^\\s' },
);
const json = fc.record(
  {
    under: fc.constant('app'),
    onCollision: fc.constantFrom('rename' as const, 'drop' as const),
    lift: fc.constant({ level: ['level'], time: ['time'], message: ['msg'] }),
  },
  { requiredKeys: ['onCollision', 'lift'] },
);
const condition = fc.constantFrom(
  { message: 'a' },
  { message: '(?i)ERROR' },
  { stream: 'stderr' as const },
  { level: ['warn'] },
);
const redact = fc.constant({
  builtin: ['email', 'card', 'ipv4', 'ipv6', 'privateKey', 'jwt', 'aws', 'bearer'] as const,
  patterns: [{ match: 'o+' }],
  replaceWith: '"*\n',
});
const rateLimit = fc.record({
  lines: fc.constantFrom(1, 5),
  burst: fc.constant(2),
  action: fc.constantFrom('drop' as const, 'delay' as const),
});
const entry: fc.Arbitrary<TransformSettings> = fc.record(
  {
    multiline: fc.tuple(rules, limits).map(([rules, limits]) => ({ rules, ...limits })),
    json,
    level: fc.constant('detect' as const),
    keep: fc.array(condition, { minLength: 1, maxLength: 2 }),
    drop: fc.array(condition, { minLength: 1, maxLength: 2 }),
    sample: fc.constantFrom(0, 0.5, 1),
    redact,
    rateLimit,
    rename: fc.constant({ a: 'b', level: 'severity', app: 'message' }),
  },
  { requiredKeys: [] },
);
const settings = fc.array(entry, { maxLength: 3 });
const format = fc.constantFrom('docker' as const, 'cri' as const);
/** Lines without anything else: of a file that begins with an empty one, the second begins at offset 1. */
const anyFormat = fc.constantFrom('docker' as const, 'cri' as const, 'raw' as const);
/** What an application writes by itself. */
const plainSource = { path: '/logs/app.log', metadata: {}, writtenByRuntime: false };
const reads = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 5 });

function fileOf(
  entries: readonly ({ text: string; stream: 'stdout' | 'stderr'; last: boolean } | undefined)[],
  format: 'docker' | 'cri' | 'raw',
  first: number,
): Buffer {
  return Buffer.concat(
    entries.map((entry, index) => {
      if (format === 'raw') return Buffer.from(`${entry?.text ?? ''}\n`);
      if (entry === undefined) return Buffer.from('damaged \xff\n', 'latin1');
      const time = `2026-11-23T11:00:00.${String(first + index).padStart(9, '0')}Z`;
      const written = { stream: entry.stream, content: Buffer.from(entry.text), last: entry.last, time };
      return format === 'docker' ? dockerJsonLine(written) : criLine(written);
    }),
  );
}

describe('any mix of transforms over any lines', () => {
  it('keeps the ledger valid: offsets never fall, nothing is settled before it is delivered or dropped, and everything is settled at the end', () => {
    fc.assert(
      fc.property(
        fc.array(lines, { minLength: 1, maxLength: 3 }),
        anyFormat,
        settings,
        reads,
        fc.array(fc.nat(3)),
        (files, format, settings, reads, delays) => {
          const source = format === 'raw' ? { source: plainSource } : {};
          const room = consumeRoom({ ...source, settings, reads, blockRecords: 4 });
          const bytes = files.map((entries, index) => fileOf(entries, format, index * 100 + 1));
          const settled = new Map<number, number>();
          const check = (): void => {
            for (const key of settled.keys()) {
              const now = room.ledger.settled(key);
              assert.ok(now >= settled.get(key)!, 'what is settled never falls');
              settled.set(key, now);
            }
          };
          bytes.forEach((file, key) => {
            settled.set(key, 0);
            room.read(key, file);
            room.clock.now += 400 * (delays[key] ?? 0);
            room.consumer.flushPartialLines(room.clock.now);
            room.acknowledge(2);
            check();
          });
          room.consumer.flushPartialLines();
          assert.equal(room.consumer.hasPartialLine, false);
          const last = bytes.length - 1;
          assert.equal(room.consumer.waiting(last), 0);
          check();
          room.acknowledge();
          check();
          for (const [key, file] of bytes.entries()) assert.equal(room.ledger.settled(key), file.length);

          const offsets = room.records.map(({ fileKey, offset }) => `${fileKey} ${offset}`);
          assert.equal(new Set(offsets).size, offsets.length, 'ids are unique');
          const resumed = new Map<number, number>();
          for (const { fileKey, resumeOffset } of room.records) {
            assert.ok(resumeOffset >= (resumed.get(fileKey) ?? 0) && resumeOffset <= bytes[fileKey]!.length);
            resumed.set(fileKey, resumeOffset);
          }
        },
      ),
      { ...parameters, numRuns: 400 },
    );
  });

  it('loses no line by a crash at any time: undelivered lines are read again from the settled offset', () => {
    const multiline = fc
      .tuple(rules, limits)
      .map(([rules, limits]): TransformSettings => ({ multiline: { rules, ...limits } }));
    const chain = fc.array(multiline, { minLength: 1, maxLength: 2 });
    fc.assert(
      fc.property(
        ...([fc.array(lines, { minLength: 1, maxLength: 3 }), format, chain, reads, fc.nat(6), fc.nat(3)] as const),
        (files, format, settings, reads, crashAt, unacknowledged) => {
          const numbered = files.map((entries, file) =>
            entries.map((entry, index) => entry && { ...entry, last: true, text: `${entry.text} #${file}.${index}` }),
          );
          const bytes = numbered.map((entries, index) => fileOf(entries, format, index * 100 + 1));
          const before = consumeRoom({ settings, reads, blockRecords: 4 });
          for (const [key, file] of bytes.entries()) {
            if (key * 2 < crashAt) before.read(key, file);
            if (key * 2 + 1 < crashAt) before.consumer.flushPartialLines();
          }
          before.acknowledge(unacknowledged);
          const after = consumeRoom({ settings, reads, blockRecords: 4 });
          for (const [key, file] of bytes.entries()) {
            after.read(key, file, key * 2 < crashAt ? before.ledger.settled(key) : 0);
          }
          after.consumer.flushPartialLines();
          const arrived = [...before.delivered(), ...after.records].map(({ record }) => record.message).join('\n');
          for (const { text } of numbered.flat().filter((entry) => entry !== undefined)) {
            assert.ok(arrived.split('\n').includes(text), `${JSON.stringify(text)} is lost`);
          }
        },
      ),
      { ...parameters, numRuns: 400 },
    );
  });

  it('keeps the order of each stream', () => {
    fc.assert(
      fc.property(
        lines,
        format,
        fc.array(
          entry.map(({ json: _json, rateLimit: _rateLimit, ...rest }) => rest),
          { maxLength: 3 },
        ),
        reads,
        (entries, format, settings, reads) => {
          const room = consumeRoom({ settings, reads, blockRecords: 4 });
          room.read(0, fileOf(entries, format, 1));
          room.consumer.flushPartialLines();
          for (const stream of ['stdout', 'stderr']) {
            const times = room.records
              .filter(({ record }) => record.stream === stream)
              .map(({ record }) => record.time);
            assert.deepEqual(times, times.toSorted());
          }
        },
      ),
      { ...parameters, numRuns: 300 },
    );
  });

  it('loses no line if none is dropped, for any reads', () => {
    const multiline = fc
      .tuple(rules, limits)
      .map(([rules, limits]): TransformSettings => ({ multiline: { rules, ...limits } }));
    fc.assert(
      fc.property(
        lines,
        format,
        fc.array(multiline, { minLength: 1, maxLength: 2 }),
        reads,
        (entries, format, settings, reads) => {
          const file = fileOf(entries, format, 1);
          const linesOf = (settings: readonly TransformSettings[], reads: readonly number[]): string[] => {
            const room = consumeRoom({ settings, reads, blockRecords: 4 });
            room.read(0, file);
            room.consumer.flushPartialLines();
            return ['stdout', 'stderr', undefined].flatMap((stream) =>
              room.records
                .filter(({ record }) => record.stream === stream && record.malformed === undefined)
                .flatMap(({ record }) => record.message.split('\n')),
            );
          };
          assert.deepEqual(linesOf(settings, reads), linesOf([], [1 << 20]));
          assert.deepEqual(linesOf(settings, reads), linesOf(settings, [1 << 20]));
        },
      ),
      { ...parameters, numRuns: 300 },
    );
  });
});
