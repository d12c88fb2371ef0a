import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatLokiLabels, lokiName } from '../../../src/encode/loki/loki-labels.js';

describe('labels of Loki', () => {
  it('are sorted by name, and quoted as in Go', () => {
    const labels = new Map([
      ['b', 'plain ä 中 😀'],
      ['a', '"\\\u0007\b\f\n\r\t\v'],
      ['c', '\u0000\u001b\u007f\u00a0\u200b\u2028\u{e0001}'],
    ]);
    // By hand from the documentation of Go's strconv.Quote.
    assert.equal(
      formatLokiLabels(labels),
      '{a="\\"\\\\\\a\\b\\f\\n\\r\\t\\v", b="plain ä 中 😀", c="\\x00\\x1b\\x7f\\u00a0\\u200b\\u2028\\U000e0001"}',
    );
  });

  const names: readonly (readonly [string, string])[] = [
    ['namespace', 'namespace'],
    ['app.kubernetes.io/name', 'app_kubernetes_io_name'],
    ['1st', '_1st'],
    ['_x:y', '_x:y'],
    ['größe', 'gr__e'],
    ['日志', 'x__'],
    ['_', 'x_'],
    ['', 'x'],
  ];
  for (const [name, legal] of names) {
    it(`have the legal name ${legal} for ${name === '' ? 'nothing' : name}`, () => assert.equal(lokiName(name), legal));
  }
});
