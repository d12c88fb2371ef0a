import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DOCKER_PIECE_BYTES, dockerJsonLine, dockerPieces, dockerText } from './docker-json-line.js';
import { readFixture, splitLines } from './fixture.js';
import type { LogEntry } from './written-line.js';

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');

describe('dockerJsonLine', () => {
  const cases: [name: string, content: Buffer, log: string][] = [
    ['quotes and backslashes', Buffer.from('"a\\b"'), '\\"a\\\\b\\"'],
    ['tab and other control bytes by number', bytes('\t\b\f\x1b\x00'), '\\u0009\\u0008\\u000c\\u001b\\u0000'],
    ['newline and carriage return by letter', bytes('a\r\nb'), 'a\\r\\nb'],
    ['what HTML treats specially', Buffer.from('<a> & b'), '\\u003ca\\u003e \\u0026 b'],
    ['Unicode line ends', Buffer.from('\u2028\u2029'), '\\u2028\\u2029'],
    ['delete and all above as itself', Buffer.from('\u007f处😀\ufffd'), '\u007f处😀\ufffd'],
    ['invalid UTF-8 byte by byte', bytes('a\xff\xe4\xb8b\xf0\x9f\x98'), 'a\\ufffd\\ufffd\\ufffdb\\ufffd\\ufffd\\ufffd'],
    ['surrogates and overlong forms', bytes('\xed\xa0\x80\xc0\xaf'), '\\ufffd'.repeat(5)],
  ];
  for (const [name, content, log] of cases) {
    it(`writes ${name} as Go does`, () => {
      const line = dockerJsonLine({ content, stream: 'stdout', time: 'T', last: true });
      assert.equal(line.toString(), `{"log":"${log}\\n","stream":"stdout","time":"T"}\n`);
    });
  }

  it('sorts attrs by key and puts them before the time', () => {
    const entry: LogEntry = { content: bytes('x'), stream: 'stderr', time: 'T', last: false };
    const line = dockerJsonLine(entry, { tag: 'bb', app: 'a&b', TIER: 'web' }).toString();
    assert.equal(
      line,
      '{"log":"x","stream":"stderr","attrs":{"TIER":"web","app":"a\\u0026b","tag":"bb"},"time":"T"}\n',
    );
  });

  const fixtures = ['emit-json.log', 'emit-attrs-json.log', 'rotated/cc-json.log'];
  for (const fixture of fixtures) {
    it(`reproduces docker/${fixture}, which Docker wrote, byte for byte`, () => {
      for (const line of splitLines(readFixture(`docker/${fixture}`))) {
        // U+FFFD in the log was an invalid byte in the container, so it goes in as one.
        const { log, stream, time, attrs } = JSON.parse(line.toString().replaceAll('\\ufffd', '\\u0080'));
        const content = Buffer.concat([...log.replace(/\n$/, '')].map(invalidAgain));
        assert.deepEqual(dockerJsonLine({ content, stream, time, last: log.endsWith('\n') }, attrs), line);
      }
    });
  }
});

describe('dockerPieces', () => {
  const cases: [length: number, pieces: number[]][] = [
    [0, [0]],
    [16_383, [16_383]],
    [16_384, [16_384, 0]],
    [50_000, [16_384, 16_384, 16_384, 848]],
  ];
  for (const [length, pieces] of cases) {
    it(`splits a line of ${length} bytes into ${pieces.join(', ')}`, () => {
      assert.deepEqual(
        dockerPieces(Buffer.alloc(length)).map((piece) => piece.length),
        pieces,
      ); // as in emit-json.log
    });
  }

  it('splits inside a character, which leaves three U+FFFD', () => {
    const line = Buffer.concat([Buffer.alloc(DOCKER_PIECE_BYTES - 1, 'd'), Buffer.from('中e')]);
    const texts = dockerPieces(line).map(dockerText);
    assert.deepEqual(texts, [`${'d'.repeat(DOCKER_PIECE_BYTES - 1)}\ufffd`, '\ufffd\ufffde']);
  });
});

function invalidAgain(character: string): Buffer {
  return character === '\u0080' ? Buffer.of(0xff) : Buffer.from(character);
}
