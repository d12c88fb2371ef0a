import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import type { ConfigInput } from '../../src/config/config.js';
import { createConfig } from '../../src/config/load.js';
import { tryLines } from '../../src/inspect/try-lines.js';
import { markColours } from '../../src/transform/level/colour.js';
import { KNOWN_FORMATS } from '../../src/transform/level/known-formats.js';
import { TRACE_GRAMMARS } from '../../src/transform/multiline/trace-grammars.js';
import { LINE_FORMS } from '../../src/transform/parse/line-forms.js';
import { SECRETS } from '../../src/transform/redact/secrets.js';
import { repositoryRoot } from '../support/repository.js';

const [, document = ''] = readFileSync(join(repositoryRoot, 'docs/transforms.md'), 'utf8').split('\n## Examples\n');
const EXAMPLE = /```yaml\n(.*?)```\n```log\n(.*?)```\n```json\n(.*?)```/gs;

describe('the examples of docs/transforms.md', () => {
  const examples = [...document.matchAll(EXAMPLE)].map(([, config = '', lines = '', records = '']) => ({
    ...{ config, lines },
    expected: records.trim().split('\n'),
  }));

  it('exist for each block of YAML', () => {
    assert.equal(examples.length, document.split('```yaml').length - 1);
    assert.ok(examples.length >= 10);
  });

  it('exist for each rule, form and kind of secret', () => {
    const configs = examples.map(({ config }) => config).join('\n');
    const multiline = ['auto', ...Object.keys(TRACE_GRAMMARS)];
    const forms = ['logfmt', ...Object.keys(LINE_FORMS), 'regex'];
    const secrets = Object.keys(SECRETS);
    const keys = [
      'start',
      'continue',
      'strip',
      'dedupe',
      'count',
      'level: detect',
      'under',
      'lift',
      'sample',
      'rateLimit',
    ];
    for (const name of [...multiline, ...forms, ...secrets, ...keys]) {
      assert.match(configs, new RegExp(`\\b${name}\\b`), name);
    }
  });

  it('exist for each format of lines that shows the level in its own way', () => {
    const messages = examples
      .filter(({ config }) => config.includes('level: detect'))
      .flatMap(({ lines }) => [...lines.split('\n'), lines.replace(/\n$/, '')])
      .map((message) => markColours(Buffer.from(message).toString('latin1')));
    const missing = KNOWN_FORMATS.filter(({ form, level }) => {
      const shown = messages.some((message) => level(form.exec(message)?.[1] ?? '') > 0);
      return !shown;
    });
    assert.deepEqual(
      missing.map(({ form }) => form.source),
      [],
    );
  });

  for (const { config, lines, expected } of examples) {
    it(config, async () => {
      const results = await tryAll(config, lines);
      const wanted = expected.map((line) => JSON.parse(line) as Record<string, unknown>);
      assert.deepEqual(
        results.map((result, index) => pick(result, Object.keys(wanted[index] ?? result))),
        wanted,
      );
    });
  }
});

async function tryAll(yaml: string, lines: string): Promise<Record<string, unknown>[]> {
  const result = createConfig(parse(yaml) as ConfigInput);
  assert.ok(result.ok);
  const records: Record<string, unknown>[] = [];
  await tryLines(result.config, Readable.from([Buffer.from(lines)]), (event) => {
    if (event.kind === 'result') records.push(JSON.parse(event.json) as Record<string, unknown>);
  });
  return records;
}

function pick(record: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.filter((name) => name in record).map((name) => [name, record[name]]));
}
