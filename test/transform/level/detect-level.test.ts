import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { consumeFiles } from '../../support/consume-files.js';
import { logOf } from '../../support/traces.js';
import { LEVEL_LINES } from './level-lines.js';

describe('level: detect', () => {
  for (const [message, level] of LEVEL_LINES) {
    it(`finds ${level || 'no level'} in: ${JSON.stringify(message).slice(1, -1)}`, () => {
      for (const format of ['docker', 'cri'] as const) {
        const [consumed] = consumeFiles([logOf([message], format)], { settings: [{ level: 'detect' }] });
        assert.equal(consumed!.level, level);
        assert.equal(consumed!.record.level, level === '' ? undefined : level);
        assert.equal(consumed!.record.message, message);
      }
    });
  }
});
