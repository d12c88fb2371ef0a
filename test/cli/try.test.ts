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

function writeConfig(t: TestContext, config = CONFIG): string {
  const file = join(temporaryFolder(t), 'podtail.yaml');
  writeFileSync(file, config);
  return file;
}

/** What `podtail try` shows of the input, as the mark of each line and the record's message. */
async function tried(t: TestContext, namespace: string, config = CONFIG, input = INPUT): Promise<string[]> {
  const args = ['try', '-c', writeConfig(t, config), '--format', 'raw', '--metadata', `namespace=${namespace}`];
  const podtail = startPodtail(args, { test: t, input });
  assert.deepEqual(await podtail.exit(), { code: 0, signal: null });
  return podtail.notJson.map((line) => {
    const [, mark, json, rest] = /^([-+=x]) (\{.*\})( dropped: .+)?$/.exec(line) ?? [];
    return json === undefined ? line : `${mark} ${(JSON.parse(json) as { message: string }).message}${rest ?? ''}`;
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
      "x GET /healthz dropped: drop[0]: message 'healthz'",
      '= as it is',
    ]);
  });

  it('shows the result of each record, also of one that was held and then dropped by a later transform', async (t) => {
    const transforms = [
      ['multiline', "{ start: '^\\S' }"],
      ['keep', "[{ message: '^(one|two|three)' }]"],
      ['drop', '[{ message: two }]'],
      ['rateLimit', '{ lines: 1, burst: 1s }'],
    ];
    const config = `transforms:\n  - ${transforms.map(([key, value]) => `${key}: ${value}\n`).join('    ')}`;
    const input = 'one\n of one\ntwo\n of two\nfour\n of four\nthree\n of three\n';
    assert.deepEqual(await tried(t, 'shop', config, input), [
      '- one',
      '-  of one',
      '- two',
      '+ one\n of one',
      '-  of two',
      '- four',
      "x two\n of two dropped: drop[0]: message 'two'",
      '-  of four',
      '- three',
      "x four\n of four dropped: keep: none of message '^(one|two|three)'",
      '-  of three',
      'x three\n of three dropped: rateLimit',
      '+ podtail dropped 1 line (15 bytes) of -, which is over its limit of 1 line per second',
    ]);
  });

  it('shows which records sampling drops', async (t) => {
    const config = 'transforms:\n  - sample: 0.5\n';
    const shown = await tried(t, 'shop', config, Array.from({ length: 100 }, (_, line) => `line ${line}\n`).join(''));
    const fates = Array.from({ length: 100 }, (_, line) => shown.slice(line * 2, line * 2 + 2));
    for (const [line, [before, after]] of fates.entries()) {
      assert.equal(before, `- line ${line}`);
      assert.ok(after === `= line ${line}` || after === `x line ${line} dropped: sample`, after);
    }
    assert.equal(new Set(fates.map(([, after]) => after![0])).size, 2);
  });

  it('shows that records which no transform matches are unchanged', async (t) => {
    const shown = await tried(t, 'other');
    assert.equal(shown.length, 10);
    assert.ok(shown.every((line) => /^[-=] /.test(line)));
    const podtail = startPodtail(['try', '-c', writeConfig(t)], { test: t, input: INPUT });
    await podtail.exit();
    assert.match(podtail.log.join('\n'), /^podtail: no transform matches these lines; name their pod with --metadata /);
  });

  it('uses colours on a terminal (also in CI), but not with NO_COLOR or --no-color', (t) => {
    const [input, config] = [join(temporaryFolder(t), 'input'), writeConfig(t)];
    writeFileSync(input, 'from jane@example.org\n');
    const podtail = `${process.execPath} ${join(repositoryRoot, 'bin/podtail.js')}`;
    const line = `${podtail} try -c ${config} --format raw --metadata namespace=shop < ${input}`;
    const { NO_COLOR: _, ...inherited } = process.env;
    const shown = (env: NodeJS.ProcessEnv, more = ''): string =>
      execFileSync('script', ['-qec', `${line} ${more}`, '/dev/null'], {
        encoding: 'utf8',
        env: { ...inherited, ...env },
      });
    const coloured = shown({ CI: 'true' });
    assert.match(coloured, /^\u001b\[31m- \{.*jane@example\.org.*\u001b\[39m\r$/m);
    assert.match(coloured, /^\u001b\[32m\+ \{.*\[REDACTED\].*\u001b\[39m\r$/m);
    const plain = /^- \{.*jane@example\.org"\}\r\n\+ \{.*\[REDACTED\]"\}\r$/m;
    assert.match(shown({ NO_COLOR: '1' }), plain);
    assert.match(shown({}, '--no-color'), plain);
  });
});
