import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { MultilineSettings, RuleName } from '../../../src/transform/settings.js';
import { consumedMessages } from '../../support/consume-files.js';
import { logOf, readTraces } from '../../support/traces.js';

const ALL: readonly RuleName[] = ['java', 'python', 'go', 'node', 'ruby', 'dotnet', 'php', 'rust'];

function multiline(rules: readonly RuleName[]): MultilineSettings {
  return { rules, timeout: 1000, maxBytes: 1024 * 1024, maxLines: 1000 };
}

describe('multiline', () => {
  for (const { name, language, records } of readTraces()) {
    for (const format of ['docker', 'cri'] as const) {
      for (const rules of [[language as RuleName], ALL]) {
        it(`makes the records of ${name} of ${format} lines by ${rules.length === 1 ? language : 'all rules'}`, () => {
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
