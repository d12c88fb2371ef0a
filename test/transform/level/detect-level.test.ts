import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { consumeFiles } from '../../support/consume-files.js';
import { logOf } from '../../support/traces.js';

describe('level: detect', () => {
  const rows: readonly (readonly [message: string, level: string])[] = [
    ['{"level":"info","msg":"x"}', 'info'],
    ['{"time":1, "severity": "WARNING"}', 'warn'],
    ['{"level":30,"msg":"x"}', 'info'],
    ['ts=2023-11-06 level=debug msg="an error"', 'debug'],
    ['lvl="eror" x', 'error'],
    ['E1106 16:08:12.123456       1 main.go:12] failed', 'error'],
    ['I1106 16:08:12.123456       1 main.go:12] ERROR count 0', 'info'],
    ['2023-11-06 16:08:12,123 ERROR [main] c.e.Orders - failed', 'error'],
    ['2023/11/06 16:08:12 [crit] 7#7: *1 connect() failed', 'fatal'],
    ['INFO:root:starting', 'info'],
    ['fail: Shop.Orders[0]', 'error'],
    ['[warn] deprecated', 'warn'],
    ['nothing to see', ''],
    ['no ERRORS', ''],
    ['', ''],
    ['F1106 is a code', ''],
  ];
  for (const [message, level] of rows) {
    it(`finds ${level || 'no level'} in: ${message}`, () => {
      for (const format of ['docker', 'cri'] as const) {
        const [consumed] = consumeFiles([logOf([message], format)], { settings: [{ level: 'detect' }] });
        assert.equal(consumed!.level, level);
        assert.equal(consumed!.record.level, level === '' ? undefined : level);
        assert.equal(consumed!.record.message, message);
      }
    });
  }
});
