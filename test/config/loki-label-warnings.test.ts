import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
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
