import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withReference } from '../../scripts/docs/configuration-page.js';
import { typeText } from '../../scripts/docs/type-text.js';
import { configJsonSchema, schemaAt } from '../../src/config/json-schema.js';
import { configOptions, variableOf } from '../../src/config/options.js';
import { readRepository } from '../examples/example-podtail.js';

const page = readRepository('docs/configuration.md');

test('the configuration reference matches the schema (npm run docs writes it)', () => {
  assert.equal(page, withReference(page));
});

test('the reference names every option that sets a key, with its variable', () => {
  for (const { name } of configOptions) assert.ok(page.includes(`| \`--${name}\`, \`${variableOf(name)}\` |`), name);
});

test('the reference has a row for every key at any depth', () => {
  const names = new Set<string>();
  JSON.stringify(configJsonSchema(), (key, value: unknown) => {
    if (key === 'properties') for (const name of Object.keys(value as object)) names.add(name);
    return value;
  });
  assert.ok(names.size > 50);
  for (const name of names) assert.match(page, RegExp(`^\\| \`(\\S+\\.)?${name}\` \\|`, 'm'), name);
});

test('types are described in words, with limits and units', () => {
  const schema = configJsonSchema();
  const typeAt = (...path: (string | number)[]): string =>
    typeText(schemaAt(schema, path, { sinks: [{ type: 'loki' }] })!);
  assert.equal(typeAt('limits', 'maxLineBytes'), 'size, 1B to 64MiB');
  assert.equal(typeAt('sweepInterval'), 'duration, 10ms to 1h');
  assert.equal(typeAt('format'), '`auto`, `docker`, `cri` or `raw`');
  assert.equal(typeAt('once'), '`true` or `false`');
  assert.equal(typeAt('include'), 'list of texts');
  assert.equal(typeAt('sinks'), 'list of mappings');
  assert.equal(typeAt('labels'), 'mapping of names to text');
  assert.equal(typeAt('sinks', 0, 'lanes'), 'whole number, 1 to 64');
  assert.equal(typeAt('sinks', 0, 'retry', 'giveUpAfter'), '`never`, or duration, 1s to 8760h');
  assert.equal(typeAt('sinks', 0, 'compression'), '`none`, `auto`, `gzip` or `zstd`, or mapping');
});
