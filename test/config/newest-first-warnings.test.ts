import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ConfigInput, createConfig } from '../../src/index.js';

function warningsOf(values: ConfigInput): readonly string[] {
  const result = createConfig(values);
  return result.ok ? result.warnings.map(({ message }) => message) : assert.fail(JSON.stringify(result.problems));
}

const loki = { type: 'loki', url: 'http://loki:3100', lateLabel: false } as const;
const newest = { bytesPerSecond: '1MiB', order: 'newest' } as const;

test('a Loki sink without lateLabel causes a warning if newest lines come first', () => {
  const [warning, ...others] = warningsOf({ catchUp: newest, sinks: [loki] });
  assert.match(
    warning ?? '',
    /^the sink loki: with catchUp\.order: newest, .* they become dead letters; remove lateLabel: false/,
  );
  assert.deepEqual(others, []);
});

test('there is no warning if the order is kept, if Loki has a label for late lines, or for other sinks', () => {
  assert.deepEqual(warningsOf({ catchUp: { ...newest, order: 'oldest' }, sinks: [loki] }), []);
  assert.deepEqual(warningsOf({ catchUp: newest, sinks: [{ ...loki, lateLabel: 'late' }] }), []);
  assert.deepEqual(warningsOf({ catchUp: newest, sinks: [{ type: 'http', url: 'http://logs' }] }), []);
});
