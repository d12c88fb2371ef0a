import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CONTAINER_SOURCE, decodeBytes, decodeRecords } from '../support/decode-bytes.js';

const TIME = '2026-11-23T11:06:58.857130446+00:00';

describe('CRI lines', () => {
  it('become records with the metadata of the source and the time of the runtime', () => {
    const [record] = decodeRecords(`${TIME} stderr F hello\n`);
    assert.deepEqual(record, { time: TIME, stream: 'stderr', ...CONTAINER_SOURCE.metadata, message: 'hello' });
  });

  const lines: readonly (readonly [name: string, line: string, message: string])[] = [
    ['containerd’s time', '2023-11-06T16:08:12.123456789Z stdout F x', 'x'],
    ['a whole second', '2023-11-06T16:08:12Z stdout F x', 'x'],
    ['more tags than one', `${TIME} stdout F:a:b x`, 'x'],
    ['an empty message', `${TIME} stdout F `, ''],
    ['no blank before an empty message', `${TIME} stdout F`, ''],
    ['blanks around the message', `${TIME} stdout F  x `, ' x '],
    ['quotes, backslashes and tabs', `${TIME} stdout F {"a":"b\\n"}\t.`, '{"a":"b\\n"}\t.'],
    ['control bytes', `${TIME} stdout F \u001b[0m \u0000 \u0007 \r`, '\u001b[0m \u0000 \u0007 \r'],
    ['characters of two to four bytes', `${TIME} stdout F ünï 处理 😀`, 'ünï 处理 😀'],
  ];
  for (const [name, line, message] of lines) {
    it(`may have ${name}`, () => {
      const records = decodeRecords(`${line}\n`, { format: 'cri' });
      assert.deepEqual(
        records.map(({ message, malformed }) => ({ message, malformed })),
        [{ message, malformed: undefined }],
      );
    });
  }

  const corrupt: readonly string[] = [
    `${TIME} stdin F x`,
    `${TIME} stdout X x`,
    `${TIME} stdout FF x`,
    `${TIME}stdout F x`,
    '2026-11-23 11:06:58 stdout F x',
    '{"log":"x\\n","stream":"stdout","time":"2023-11-06T16:08:12Z"}',
    '',
    `${TIME} stdout`,
  ];
  for (const line of corrupt) {
    it(`are shipped raw and marked if they are ${JSON.stringify(line)}; the next line is unaffected`, () => {
      const records = decodeRecords(`${TIME} stdout F a\n${line}\n${TIME} stdout F b\n`);
      assert.deepEqual(
        records.map((record) => record.message),
        ['a', line, 'b'],
      );
      assert.deepEqual(
        records.map((record) => record.malformed),
        [undefined, true, undefined],
      );
    });
  }

  it('with invalid UTF-8 are repaired, and other lines are unchanged', () => {
    const file = Buffer.concat([
      Buffer.from(`${TIME} stdout F ünï\n${TIME} stdout F bad `),
      Buffer.from([0xff, 0xfe, 0x20, 0xc3, 0x28]),
      Buffer.from(`\n${TIME} stdout F "q"\n`),
    ]);
    assert.deepEqual(
      decodeRecords(file).map((record) => record.message),
      ['ünï', 'bad \ufffd\ufffd \ufffd(', '"q"'],
    );
  });

  it('that are split inside a character are joined before their UTF-8 is checked', () => {
    const [first, second] = [Buffer.from([0xe4, 0xb8]), Buffer.from([0xad])];
    const file = Buffer.concat([
      Buffer.from(`${TIME} stdout P <`),
      first,
      Buffer.from(`\n${TIME} stdout F `),
      second,
      Buffer.from('>\n'),
    ]);
    const { placed } = decodeBytes(file);
    assert.deepEqual(
      placed.map(({ record }) => record.message),
      ['<中>'],
    );
  });
});
