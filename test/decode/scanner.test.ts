import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createScanner, ScanFormat } from '../../src/decode/scanner.js';
import { scanTimeText } from '../../src/decode/time-text.js';
import { createRecordBlock, type RecordBlock, RecordFlag } from '../../src/record/record-block.js';

const TIME = '2023-11-06T16:08:12.123456789Z';

const awkward = fc.constantFrom(
  ...[
    '"',
    '\\',
    '\\\\',
    '\\n',
    '\\"',
    '\\u00e9',
    '\\ud83d',
    '\\x',
    '\u0000',
    '\t',
    'a',
    'word ',
    'ä',
    '中',
    '0123456789',
  ],
);
const text = fc.array(awkward, { maxLength: 40 }).map((texts) => texts.join(''));
const time = fc.constantFrom(TIME, '2023-11-06T16:08:12Z', '2023-11-06T16:08:12.1+00:00', '2023-11-06', '');
const stream = fc.constantFrom('stdout', 'stderr', 'stdin');
const attrs = fc.constantFrom('', '', '"attrs":{"tag":"a"},', '"attrs":{"tag":');
const dockerLine = fc
  .record({ text, time, stream, attrs, end: fc.constantFrom('\\n', '') })
  .map(
    ({ text, time, stream, attrs, end }) => `{"log":"${text}${end}","stream":"${stream}",${attrs}"time":"${time}"}\n`,
  );
const criLine = fc
  .record({ text, time, stream, tags: fc.constantFrom('F', 'P', 'F:x', 'FX', 'F', 'F') })
  .map(({ text, time, stream, tags }) => `${time} ${stream} ${tags} ${text}\n`);
const lines = (line: fc.Arbitrary<string>) => fc.array(line, { minLength: 1, maxLength: 12 });
const cases = [
  { name: 'docker', format: ScanFormat.docker, lines: lines(dockerLine) },
  { name: 'cri', format: ScanFormat.cri, lines: lines(criLine) },
  { name: 'raw', format: ScanFormat.raw, lines: lines(text.map((line) => `${line}\n`)) },
] as const;
const parameters = process.env.FC_SEED === undefined ? {} : { seed: Number(process.env.FC_SEED) };

function blockOf(bytes: string, capacity = 100): RecordBlock {
  const block = createRecordBlock(capacity, 4096);
  block.bytes.write(bytes, 'utf8');
  return block;
}

function rowsOf(block: RecordBlock): number[][] {
  const { messageStart, messageEnd, timeStart, timeEnd, flags, offset, resumeOffset } = block;
  const columns = [messageStart, messageEnd, timeStart, timeEnd, flags, offset, resumeOffset];
  return Array.from({ length: block.count }, (_, row) => columns.map((column) => column[row]!));
}

describe('the scanner', () => {
  for (const { name, format, lines } of cases) {
    it(`reads many lines at once as it reads each one alone (${name})`, () => {
      fc.assert(
        fc.property(
          lines,
          fc.integer({ min: 1, max: 30 }),
          fc.integer({ min: 1, max: 14 }),
          (lines, most, capacity) => {
            const file = lines.join('');
            const block = blockOf(file, capacity);
            const scanner = createScanner(block);
            const expected: number[][] = [];
            let at = 0;
            while (at < Buffer.byteLength(file) && expected.length < capacity) {
              const next = scanner.scanLine(format, at);
              const { line } = scanner;
              if (next < 0 || !line.complete || line.messageEnd - line.messageStart > most) break;
              const message = block.bytes.toString('utf8', line.messageStart, line.messageEnd);
              const verbatim = /[\0-\x1f"\\]/.test(message) ? 0 : RecordFlag.verbatim;
              const flags = line.stream | RecordFlag.escaped | verbatim;
              const texts = [line.messageStart, line.messageEnd, line.timeStart, line.timeEnd];
              expected.push([...texts, flags, at + 1e12, next + 1e12]);
              at = next;
            }
            const end = Buffer.byteLength(file);
            assert.equal(scanner.scanLines(format, 0, end, 1e12, most, RecordFlag.escaped), at);
            assert.deepEqual(rowsOf(block), expected);
          },
        ),
        { ...parameters, numRuns: 500 },
      );
    });

    it(`does not depend on the bytes after the line (${name})`, () => {
      fc.assert(
        fc.property(lines, fc.uint8Array({ maxLength: 80 }), ([line], rubbish) => {
          const found = [Buffer.alloc(0), Buffer.from(rubbish)].map((behind) => {
            const block = blockOf(line!);
            block.bytes.set(behind, Buffer.byteLength(line!));
            const scanner = createScanner(block);
            const next = scanner.scanLine(format, 0);
            return next < 0 ? next : { next, ...scanner.line };
          });
          assert.deepEqual(found[0], found[1]);
        }),
        { ...parameters, numRuns: 500 },
      );
    });
  }

  it('accepts the same times as the parser of unusual lines', () => {
    const character = fc.constantFrom(...'0123456789-:.TZ+,/ aT'.split(''));
    const nearly = fc
      .tuple(fc.constantFrom(TIME, '2023-11-06T16:08:12Z', '2023-11-06T16:08:12.12+00:00'), fc.nat(40), character)
      .map(([text, at, character]) => text.slice(0, at) + character + text.slice(at + 1));
    const longer = fc.tuple(nearly, fc.string({ unit: character, maxLength: 9 })).map(([text, more]) => text + more);
    fc.assert(
      fc.property(fc.oneof(nearly, longer), (text) => {
        const block = blockOf(`${text} stdout F x\n`);
        const isTime = scanTimeText(block.bytes, 0) === text.length;
        assert.equal(createScanner(block).scanLine(ScanFormat.cri, 0) > 0, isTime);
      }),
      { ...parameters, numRuns: 1000 },
    );
  });

  it('returns where unknown attributes are, and skips known ones', () => {
    const attrs = '"attrs":{"tag":"web"},';
    const file = `{"log":"a\\n","stream":"stdout",${attrs}"time":"${TIME}"}\n`;
    const block = blockOf(file);
    const scanner = createScanner(block);
    assert.equal(scanner.scanLine(ScanFormat.docker, 0), -1);
    const at = scanner.unknownAttrs();
    assert.equal(at, file.indexOf(attrs));
    scanner.setAttrs(at, attrs.length);
    assert.equal(scanner.scanLine(ScanFormat.docker, 0), file.length);
    assert.equal(scanner.unknownAttrs(), -1);
  });
});
