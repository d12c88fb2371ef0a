import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RuleName } from '../../../src/transform/settings.js';
import { consumedMessages } from '../../support/consume-files.js';
import { logOf } from '../../support/traces.js';
import { PUBLIC_TRACES } from './public-traces.js';

const RULES: readonly RuleName[] = ['java', 'python', 'go', 'node', 'ruby', 'dotnet', 'php', 'rust', 'others'];
const SETTINGS = [{ multiline: { rules: RULES, timeout: 1000, maxBytes: 1024 * 1024, maxLines: 1100 } }] as const;

/** Lines that programs print by themselves, each of which looks a little like something that traces hold. */
const ORDINARY = [
  ...['ready', 'Done.', 'foo: bar', 'key=value', '{"a":1,"b":2}', 'level=info msg=x', 'INFO: started', '[info] x'],
  ...[
    'GET /x 200 3ms',
    '10.0.0.1 - - [06/Nov/2023:16:08:12 +0000] "GET / HTTP/1.1" 200 1',
    '2023/11/06 16:08:12 started',
  ],
  ...[
    'I1106 16:08:12.123456       1 main.go:12] x',
    'Server listening on port 80',
    'http://localhost:3000',
    'redis:6379',
  ],
  ...['=> Booting Puma', '* Listening on http://0.0.0.0:3000', 'Use Ctrl-C to stop', 'Total 5 (delta 0), reused 0'],
  ...['src/main.rs: compiled', 'app/models/user.rb', 'Worker 3 at host a line 5', '---', '1 | x', '3 | 4', '# comment'],
  ...['Location: x', 'Message: hi', 'note: x', 'Raised the limit', 'Called from x', 'Listening (pid 1)', 'started.'],
];

function loggedLine(second: number): string {
  return `2023-11-06 16:08:${String(second).padStart(2, '0')},123 INFO [main] shop.Orders - order ${second}`;
}

/** The records of lines of both formats, however they are read. */
function assertRecords(lines: readonly string[], records: readonly string[]): void {
  for (const format of ['docker', 'cri'] as const) {
    for (const reads of [[1 << 20], [61, 400]]) {
      const messages = consumedMessages(logOf(lines, format), { settings: SETTINGS, reads, blockRecords: 4096 });
      assert.deepEqual(messages, records, `${format}, in reads of ${reads}`);
    }
  }
}

describe('multiline, on traces of many runtimes and loggers', () => {
  for (const { name, lines, runsTogether } of PUBLIC_TRACES) {
    const record = lines.join('\n');
    it(`joins a trace of ${name}, and nothing before or after it`, () => {
      assertRecords([...lines, 'ready'], [record, 'ready']);
      assertRecords(
        ['starting', ...lines, 'listening on :80', 'ready'],
        ['starting', record, 'listening on :80', 'ready'],
      );
      const logged = Array.from({ length: 8 }, (_, second) => loggedLine(second));
      assertRecords([...logged, ...lines, loggedLine(20)], [...logged, record, loggedLine(20)]);
      const json = ['{"level":"info","msg":"a"}', '{"level":"info","msg":"b"}'];
      assertRecords([...json, ...lines, ...json], [...json, record, ...json]);
      if (!runsTogether) assertRecords([...lines, ...lines, 'ready'], [record, record, 'ready']);
    });
  }

  it('joins no ordinary lines, in any order', () => {
    for (const one of ORDINARY) {
      for (const other of ORDINARY) {
        const lines = [one, other, 'next'];
        assert.deepEqual(consumedMessages(logOf(lines, 'cri'), { settings: SETTINGS, blockRecords: 4096 }), lines);
      }
    }
  });
});
