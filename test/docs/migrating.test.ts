import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readRepository } from '../examples/example-podtail.js';

const configuration = readRepository('docs/configuration.md');
const keys = new Set([...configuration.matchAll(/^\| `([^`]+)` \|/gm)].map((match) => match[1]!));

test('every key that the page on migrating leads to is in the reference of the configuration', () => {
  const rows = [...readRepository('docs/migrating.md').matchAll(/^\| .+? \| (.*?) \| (.*?)\|$/gm)];
  assert.ok(rows.length > 80);
  for (const [, here] of rows) {
    for (const [, key] of here!.matchAll(/`([^`]+)`/g)) {
      const isElsewhere = /^(--|podtail )/.test(key!);
      assert.ok(isElsewhere || keys.has(key!), `there is no key ${key}`);
    }
  }
});
