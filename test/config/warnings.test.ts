import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import { type ConfigInput, createConfig } from '../../src/index.js';

function warningsOf(values: ConfigInput) {
  const result = createConfig(values);
  return result.ok ? result.warnings : assert.fail(JSON.stringify(result.problems));
}

const loki = { type: 'loki', url: 'http://loki:3100' } as const;

describe('labels of records, with a Loki sink', () => {
  it('cause a warning with the fix, because they are not labels of its streams', () => {
    assert.deepEqual(warningsOf({ labels: { cluster: 'west' }, sinks: [loki] }), [
      {
        message:
          "the sink loki: the label cluster is structured metadata in Loki, not a stream label; for a stream label, add it to labels of the sink, as in labels: { namespace: '${namespace}', cluster: west }",
        sink: 'loki',
      },
    ]);
  });

  it('cause one warning per sink if transforms set them', () => {
    const transforms = [{ labels: { team: 'shop' } }, { labels: { team: 'ops', tier: 'front' } }];
    const [warning, ...others] = warningsOf({ transforms, sinks: [loki] });
    assert.match(warning?.message ?? '', /the labels team, tier are structured metadata/);
    assert.deepEqual(others, []);
  });

  it('cause a warning that they are lost if the sink has no structured metadata', () => {
    const [warning] = warningsOf({ labels: { cluster: 'west' }, sinks: [{ ...loki, structuredMetadata: false }] });
    assert.match(warning?.message ?? '', /the label cluster is not sent to Loki \(structuredMetadata: false\)/);
  });

  it('cause no warning if the sink uses them as labels, or is not Loki', () => {
    const labels = { cluster: 'west' };
    assert.deepEqual(warningsOf({ labels, sinks: [{ ...loki, labels: { cluster: 'west', pod: '${pod}' } }] }), []);
    assert.deepEqual(warningsOf({ labels, sinks: [{ type: 'stdout' }] }), []);
  });
});

const strict = { ...loki, lateLabel: false } as const;
const newest = { bytesPerSecond: '1MiB', order: 'newest' } as const;

test('a Loki sink without lateLabel causes a warning if newest lines come first', () => {
  const [warning, ...others] = warningsOf({ catchUp: newest, sinks: [strict] });
  assert.match(
    warning?.message ?? '',
    /^the sink loki: with catchUp\.order: newest, .* they become dead letters; remove lateLabel: false/,
  );
  assert.deepEqual(others, []);
});

test('there is no warning if the order is kept, if Loki has a label for late lines, or for other sinks', () => {
  assert.deepEqual(warningsOf({ catchUp: { ...newest, order: 'oldest' }, sinks: [strict] }), []);
  assert.deepEqual(warningsOf({ catchUp: newest, sinks: [{ ...strict, lateLabel: 'late' }] }), []);
  assert.deepEqual(warningsOf({ catchUp: newest, sinks: [{ type: 'http', url: 'http://logs' }] }), []);
});

const CASES: readonly [since: string, until: string, isWarned: boolean][] = [
  ['2h', '1h', false],
  ['1h', '2h', true],
  ['1h', '1h', true],
  ['2026-11-30T08:00:00Z', '2026-11-30T09:00:00+02:00', true],
  ['2026-11-30', '2026-12-01', false],
];
for (const [since, until, isWarned] of CASES) {
  test(`since ${since} and until ${until} ${isWarned ? 'are warned of: no line is between them' : 'are a range'}`, () => {
    const warned = warningsOf({ since, until }).filter(({ message }) => message.includes('no line is between them'));
    assert.equal(warned.length, isWarned ? 1 : 0);
  });
}
