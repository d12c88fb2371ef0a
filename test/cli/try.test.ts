import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { startPodtail } from '../support/podtail-process.js';
import { repositoryRoot } from '../support/repository.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const CONFIG = `transforms:
  - match: { namespace: [shop] }
    multiline: { start: '^\\S' }
    drop: [{ message: healthz }]
    redact: { builtin: email }
`;
const INPUT = 'from jane@example.org\n at a\n at b\nGET /healthz\nas it is\n';

function writeConfig(t: TestContext): string {
  const file = join(temporaryFolder(t), 'podtail.yaml');
  writeFileSync(file, CONFIG);
  return file;
}

/** What `podtail try` shows of the input, as the mark of each line and the record's message. */
async function tried(t: TestContext, namespace: string): Promise<string[]> {
  const args = ['try', '-c', writeConfig(t), '--format', 'raw', '--metadata', `namespace=${namespace}`];
  const podtail = startPodtail(args, { test: t, input: INPUT });
  assert.deepEqual(await podtail.exit(), { code: 0, signal: null });
  return podtail.notJson.map((line) => {
    const [, mark, json] = /^([-+=]) (\{.*\})$/.exec(line) ?? [];
    return json === undefined ? line : `${mark} ${(JSON.parse(json) as { message: string }).message}`;
  });
}

describe('podtail try', () => {
  it('shows each record before and after the transforms that match', async (t) => {
    assert.deepEqual(await tried(t, 'shop'), [
      '- from jane@example.org',
      '-  at a',
      '-  at b',
      '- GET /healthz',
      '+ from [REDACTED]\n at a\n at b',
      '- as it is',
      '= as it is',
    ]);
  });

  it('shows that nothing is done with records that no transform matches', async (t) => {
    const shown = await tried(t, 'other');
    assert.equal(shown.length, 10);
    assert.ok(shown.every((line) => /^[-=] /.test(line)));
  });

  it('is in colours on a terminal, and in none where NO_COLOR says so', (t) => {
    const [input, config] = [join(temporaryFolder(t), 'input'), writeConfig(t)];
    writeFileSync(input, 'from jane@example.org\n');
    const podtail = `${process.execPath} ${join(repositoryRoot, 'bin/podtail.js')}`;
    const line = `${podtail} try -c ${config} --format raw --metadata namespace=shop < ${input}`;
    const { NO_COLOR: _, ...inherited } = process.env;
    const shown = (env: NodeJS.ProcessEnv): string =>
      execFileSync('script', ['-qec', line, '/dev/null'], { encoding: 'utf8', env: { ...inherited, ...env } });
    const coloured = shown({});
    assert.match(coloured, /^\u001b\[31m- \{.*jane@example\.org.*\u001b\[39m\r$/m);
    assert.match(coloured, /^\u001b\[32m\+ \{.*\[REDACTED\].*\u001b\[39m\r$/m);
    assert.match(shown({ NO_COLOR: '1' }), /^- \{.*jane@example\.org"\}\r\n\+ \{.*\[REDACTED\]"\}\r$/m);
  });
});
