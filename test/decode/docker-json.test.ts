import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CONTAINER_SOURCE, decodeBytes, decodeRecords, READ_TIME } from '../support/decode-bytes.js';

const TIME = '2023-11-06T16:08:12.123456789Z';
const line = (log: string, stream = 'stdout', time = TIME): string =>
  `{"log":${log},"stream":"${stream}","time":"${time}"}\n`;

/** Whether the byte belongs to a value, which may be another letter or digit without being wrong. */
const isValue = (text: string, index: number): boolean => {
  const message = text.indexOf('hello');
  const time = text.indexOf(TIME);
  return (index >= message && index < message + 'hello\\n'.length) || (index >= time && index < time + TIME.length);
};

describe('Docker JSON lines', () => {
  it('become records with the metadata of the source and the time of the runtime', () => {
    const [record] = decodeRecords(line('"hello\\n"', 'stderr'));
    assert.deepEqual(record, { time: TIME, stream: 'stderr', ...CONTAINER_SOURCE.metadata, message: 'hello' });
  });

  const messages: readonly (readonly [name: string, json: string, message: string])[] = [
    ['an empty line', '"\\n"', ''],
    [
      'escapes as Go writes them',
      '"\\u003ca href=\\"x\\"\\u003e \\u0026 \\\\ \\t \\u001b[0m\\n"',
      '<a href="x"> & \\ \t \u001b[0m',
    ],
    ['a NUL', '"a\\u0000b\\n"', 'a\u0000b'],
    ['a carriage return before the newline', '"crlf\\r\\n"', 'crlf\r'],
    ['a backslash and an n in the text', '"C:\\\\new\\\\n\\n"', 'C:\\new\\n'],
    ['a newline within the text', '"a\\nb\\n"', 'a\nb'],
    ['U+FFFD written as an escape', '"\\ufffd\\ufffd (\\n"', '\ufffd\ufffd ('],
    ['characters of two to four bytes', '"ünï 处理 😀\\n"', 'ünï 处理 😀'],
    ['a surrogate pair of escapes', '"\\ud83d\\ude00\\n"', '😀'],
    ['half a surrogate pair, which becomes U+FFFD', '"a\\ud83d b\\n"', 'a\ufffd b'],
    ['U+2028, which Go escapes', '"\\u2028\\n"', '\u2028'],
    ['a quote as the last byte', '"say \\"hi\\"\\n"', 'say "hi"'],
    [
      'text that looks like the line’s own end',
      '"\\",\\"stream\\":\\"stderr\\",\\"time\\":\\"x\\"}\\n"',
      '","stream":"stderr","time":"x"}',
    ],
  ];
  for (const [name, json, message] of messages) {
    it(`keep ${name}`, () => {
      const records = decodeRecords(line(json));
      assert.deepEqual(
        records.map((record) => record.message),
        [message],
      );
      assert.equal(records[0]?.malformed, undefined);
    });
  }

  it('never escape a plain character, as no runtime does: transforms search the raw text', () => {
    for (let code = 0x20; code < 0x7f; code++) {
      const written = `\\u${code.toString(16).padStart(4, '0')}`;
      const output = decodeBytes(Buffer.from(line(`"a${written}b\\n"`))).output.toString('latin1');
      const isUsual = ['"', '&', '<', '>', '\\'].includes(String.fromCharCode(code));
      assert.equal(output.includes(written), isUsual, written);
    }
  });

  const times = [
    '2023-11-06T16:08:12Z',
    '2023-11-06T16:08:12.1Z',
    '2023-11-06T16:08:12.123456789+05:30',
    '2023-11-06T16:08:12.000000001Z',
  ];
  for (const time of times) {
    it(`keep the time ${time} as written`, () => {
      assert.equal(decodeRecords(line('"x\\n"', 'stdout', time))[0]?.time, time);
    });
  }

  const shapes: readonly (readonly [name: string, text: string])[] = [
    ['keys in another order', `{"time":"${TIME}","stream":"stdout","log":"x\\n"}`],
    ['blanks between the keys', `{ "log": "x\\n", "stream": "stdout", "time": "${TIME}" }`],
    ['attributes', `{"log":"x\\n","stream":"stdout","attrs":{"a":"}","b":"},\\"time\\":\\""},"time":"${TIME}"}`],
    ['empty attributes', `{"log":"x\\n","stream":"stdout","attrs":{},"time":"${TIME}"}`],
    ['an unknown key', `{"log":"x\\n","stream":"stdout","time":"${TIME}","more":1}`],
  ];
  for (const [name, text] of shapes) {
    it(`may have ${name}`, () => {
      const records = decodeRecords(`${text}\n${text}\n`);
      assert.deepEqual(
        records.map(({ message, time, malformed }) => ({ message, time, malformed })),
        [
          { message: 'x', time: TIME, malformed: undefined },
          { message: 'x', time: TIME, malformed: undefined },
        ],
      );
    });
  }

  it('are not mixed up with the attributes of the line before', () => {
    const text = (attrs: string): string => `{"log":"x\\n","stream":"stdout","attrs":${attrs},"time":"${TIME}"}\n`;
    const records = decodeRecords(text('{"a":"b"}') + text('{"a":"c"}') + text('{"a":"b"') + text('{"a":"c"}'));
    assert.deepEqual(
      records.map((record) => record.malformed),
      [undefined, undefined, true, undefined],
    );
  });

  const corrupt: readonly (readonly [name: string, text: string])[] = [
    ['half a line that runs into the next one (24: corrupt Docker JSON)', `{"log":"abc${line('"def\\n"').trimEnd()}`],
    [
      'half a line that breaks off in its time',
      `{"log":"abc\\n","stream":"stdout","time":"2023-11${line('"def\\n"').trimEnd()}`,
    ],
    [
      'half a line that breaks off in its attributes',
      `{"log":"abc\\n","stream":"stdout","attrs":{"x":"${line('"def\\n"').trimEnd()}`,
    ],
    ['a raw control byte in the message', line('"a\u0007b\\n"').trimEnd()],
    ['an escape that JSON has not', line('"a\\x41\\n"').trimEnd()],
    ['an unknown stream', line('"x\\n"', 'stdin').trimEnd()],
    ['a time that is none', line('"x\\n"', 'stdout', 'yesterday, about noon').trimEnd()],
    ['no JSON at all', 'dockerd was here'],
    ['nothing', ''],
  ];
  for (const [name, text] of corrupt) {
    it(`are shipped raw, marked and counted when there is ${name}; the next line is unaffected`, () => {
      const { placed, counters } = decodeBytes(Buffer.from(`${line('"first\\n"')}${text}\n${line('"next\\n"')}`));
      const records = placed.map(({ record }) => record);
      assert.deepEqual(
        records.map((record) => record.message),
        ['first', text, 'next'],
      );
      assert.deepEqual(
        records.map((record) => record.malformed),
        [undefined, true, undefined],
      );
      assert.equal(records[1]?.time, READ_TIME);
      assert.equal(counters.malformed, 1);
    });
  }

  it('are malformed if any byte of their frame differs', () => {
    const good = line('"hello\\n"').trimEnd();
    const frame = [...good].map((_, index) => index).filter((index) => !isValue(good, index));
    for (const index of frame) {
      const bad = `${good.slice(0, index)}X${good.slice(index + 1)}`;
      const records = decodeRecords(`${line('"first\\n"')}${bad}\n`);
      assert.deepEqual(
        records.map(({ message, malformed }) => [message, malformed]),
        [
          ['first', undefined],
          [bad, true],
        ],
        bad,
      );
    }
  });

  it('are recognised if the file begins with damage', () => {
    const records = decodeRecords(`\0\0\0\n${line('"x\\n"')}`);
    assert.deepEqual(
      records.map(({ message, malformed }) => [message, malformed]),
      [
        ['\0\0\0', true],
        ['x', undefined],
      ],
    );
  });

  it('are shipped whole after NULs, which are skipped and counted (51: NULs before the next line)', () => {
    const nuls = '\0'.repeat(300);
    const { placed, counters } = decodeBytes(Buffer.from(`${nuls}${line('"a\\n"')}${nuls}${line('"b\\n"')}`));
    assert.deepEqual(
      placed.map(({ record: { message, malformed } }) => [message, malformed]),
      [
        ['a', undefined],
        ['b', undefined],
      ],
    );
    assert.equal(counters.skippedNulBytes, 600);
  });

  it('with invalid UTF-8 are repaired, and other lines are unchanged', () => {
    const bad = Buffer.concat([
      Buffer.from('{"log":"bad '),
      Buffer.from([0xff, 0xfe]),
      Buffer.from(` end\\n","stream":"stdout","time":"${TIME}"}\n`),
    ]);
    const file = Buffer.concat([Buffer.from(line('"ünï\\n"')), bad, Buffer.from(line('"\\"q\\"\\n"'))]);
    assert.deepEqual(
      decodeRecords(file).map((record) => record.message),
      ['ünï', 'bad \ufffd\ufffd end', '"q"'],
    );
  });
});
