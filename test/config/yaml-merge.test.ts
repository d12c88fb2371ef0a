import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { yamlLayer } from '../../src/config/yaml-layer.js';

const TEXT = `base: &base
  type: http
  url: http://a
other: &other { lanes: 2 }
sinks:
  - <<: *base
    name: one
  - <<: [*base, *other]
    url: http://b
`;

describe('merge keys of YAML', () => {
  const layer = yamlLayer(TEXT, 'podtail.yaml');

  it('merge the keys of the named mapping after the mapping’s own keys', () => {
    assert.deepEqual(layer.problems, []);
    assert.deepEqual((layer.values as { readonly sinks: unknown }).sinks, [
      { type: 'http', url: 'http://a', name: 'one' },
      { type: 'http', lanes: 2, url: 'http://b' },
    ]);
  });

  it('report an error at the line of the value', () => {
    assert.deepEqual(layer.placeOf(['sinks', 0, 'url'], 'value'), {
      kind: 'file',
      name: 'podtail.yaml',
      line: 3,
      column: 8,
    });
    assert.deepEqual(layer.placeOf(['sinks', 1, 'lanes'], 'key'), {
      kind: 'file',
      name: 'podtail.yaml',
      line: 4,
      column: 17,
    });
    assert.deepEqual(layer.placeOf(['sinks', 1, 'url'], 'value'), {
      kind: 'file',
      name: 'podtail.yaml',
      line: 9,
      column: 10,
    });
  });

  it('are an error if they name no mapping', () => {
    const { problems } = yamlLayer('a: &a 1\nb: { <<: *a }\n', 'podtail.yaml');
    assert.equal(problems.length, 1);
  });
});
