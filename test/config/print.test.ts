import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { configJsonSchema, schemaAt } from '../../src/config/json-schema.js';
import { createConfig } from '../../src/config/load.js';
import { formatConfig } from '../../src/config/print.js';
import { completeConfig } from '../../src/config/validate.js';
import { yamlLayer } from '../../src/config/yaml-layer.js';

describe('a printed configuration', () => {
  it('loads as the same configuration', () => {
    const result = createConfig({
      include: ["/a/'b'/*.log"],
      labels: { version: '1.20', yes: 'no' },
      metadata: { pod: 'web' },
      node: 'worker-1',
      sinks: [{ type: 'null' }],
      limits: { maxLineBytes: 12_345, partialTimeout: '1.5s' },
    });
    assert.ok(result.ok);
    assert.deepEqual(completeConfig(yamlLayer(formatConfig(result.config), 'printed').values), result.config);
  });

  it('writes sizes and durations with units', () => {
    const result = createConfig({
      shutdown: { grace: 2500 },
      sinks: [{ type: 'http', url: 'http://a', batch: { timeout: 0 } }],
    });
    assert.ok(result.ok);
    const printed = formatConfig(result.config);
    assert.match(
      printed,
      /^limits:\n {2}maxLineBytes: 1MiB\n {2}memory: 64MiB\n {2}partialTimeout: 3s\n {2}deletedFileGrace:\n {4}time: 1h\n {4}bytes: 1GiB$/m,
    );
    assert.match(printed, /^shutdown:\n {2}grace: 2500ms$/m);
    assert.match(printed, /^ {6}timeout: 0ms$/m);
    assert.match(printed, /^ {6}initial: 500ms$/m);
  });
});

describe('the JSON Schema', () => {
  const schema = configJsonSchema();

  it('describes every key, with its default if it has one', () => {
    for (const [key, value] of Object.entries(schema.properties ?? {})) {
      assert.ok(value.description, `${key} has a description`);
      assert.ok(
        ['node', 'stateDir', 'listen', 'schema', 'since', 'until', 'kubernetes', 'catchUp'].includes(key) ||
          value.default !== undefined,
        `${key} has a default`,
      );
    }
  });

  it('describes the file format: sizes have units', () => {
    assert.equal(schemaAt(schema, ['limits', 'memory'])?.default, '64MiB');
    assert.deepEqual(schemaAt(schema, ['format'])?.enum, ['auto', 'docker', 'cri', 'raw']);
  });
});
