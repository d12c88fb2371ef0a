import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { MultilineSettings, RuleName } from '../../../src/transform/settings.js';
import { consumedMessages, consumeFiles } from '../../support/consume-files.js';
import { readFixture } from '../../support/fixture.js';
import { logOf, readTraces } from '../../support/traces.js';

const ALL: readonly RuleName[] = ['java', 'python', 'go', 'node', 'ruby', 'dotnet', 'php', 'rust', 'others'];

function multiline(rules: readonly RuleName[]): MultilineSettings {
  return { rules, timeout: 1000, maxBytes: 1024 * 1024, maxLines: 1000 };
}

describe('multiline', () => {
  for (const { name, language, records } of readTraces()) {
    for (const format of ['docker', 'cri'] as const) {
      for (const rules of [[language as RuleName], ALL]) {
        it(`joins ${format} lines of ${name} into records with ${rules.length === 1 ? language : 'all rules'}`, () => {
          const file = logOf(records.join('\n').split('\n'), format);
          for (const reads of [[1 << 20], [300], [97, 1000, 64]]) {
            const settings = [{ multiline: multiline(rules) }];
            assert.deepEqual(consumedMessages(file, { settings, reads }), records, `in reads of ${reads}`);
          }
        });
      }
    }
  }
});

describe('multiline, on the logs that real runtimes wrote', () => {
  const logs = ['docker/emit-json.log', 'docker/emit-attrs-json.log', 'cri/conmon.log'];
  for (const name of logs) {
    it(`makes one record of each trace in ${name}, and leaves all other lines unchanged`, () => {
      const file = readFixture(name);
      const lines = consumeFiles([file], { settings: [] }).map(({ record }) => record.message);
      for (const reads of [[1 << 20], [5000], [97, 1000, 64]]) {
        const records = consumeFiles([file], { settings: [{ multiline: multiline(ALL) }], reads });
        const traces = records.map(({ record }) => record.message).filter((message) => message.includes('\n'));
        assert.deepEqual(
          traces.map((trace) => [trace.split('\n').length, trace.split(/[\s:(]/)[0]]),
          [
            [6, 'Exception'],
            [4, 'Traceback'],
            [5, 'panic'],
          ],
        );
        assert.deepEqual(records.flatMap(({ record }) => record.message.split('\n')).toSorted(), lines.toSorted());
      }
    });
  }
});
