import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { type ConfigSources, loadConfig } from '../../src/config/load.js';
import { formatConfig } from '../../src/config/print.js';
import { formatProblem } from '../../src/config/problem.js';
import { temporaryFolder } from '../support/temporary-folder.js';

describe('${file:PATH} in a text of the file', () => {
  const contents: readonly [title: string, contents: string, value: string][] = [
    ['is what the file holds', 'secret', 'Bearer secret'],
    ['is that without the newline at the end', 'secret\n', 'Bearer secret'],
    ['is that without the newline of Windows', 'secret\r\n', 'Bearer secret'],
    ['is put in as it stands, placeholders too', '${HOME}', 'Bearer ${HOME}'],
    ['may be empty', '', 'Bearer '],
    ['keeps all newlines but the last', 'a\nb\n\n', 'Bearer a\nb\n'],
  ];
  for (const [title, text, value] of contents) {
    it(title, async (test) => {
      const file = join(temporaryFolder(test), 'token');
      writeFileSync(file, text);
      const result = await load(test, `labels: { a: 'Bearer \${file:${file}}' }`, { HOME: '/root' });
      assert.ok(result.ok, result.ok ? '' : result.problems.map(formatProblem).join('\n'));
      assert.deepEqual(result.config.labels, { a: value });
    });
  }

  it('can be combined with others, and with variables', async (test) => {
    const folder = temporaryFolder(test);
    for (const name of ['a', 'b']) writeFileSync(join(folder, name), `${name}!\n`);
    const labels = `labels: { a: '\${file:${folder}/a} \${X} \${file:${folder}/b} \${file:${folder}/a}' }`;
    const result = await load(test, labels, { X: 'x' });
    assert.deepEqual(result.ok && result.config.labels, { a: 'a! x b! a!' });
  });

  it('is an error if the file cannot be read, with the file, line, key and missing file', async (test) => {
    const folder = temporaryFolder(test);
    mkdirSync(join(folder, 'sub'));
    const yaml = `labels:\n  a: '\${file:${folder}/none}'\n  b: x\${file:${folder}/sub}`;
    assert.deepEqual(await problemLines(test, yaml), [
      `:2:6: labels.a: expected a file '${folder}/none' that podtail can read, found none (ENOENT)`,
      `:3:6: labels.b: expected a file '${folder}/sub' that podtail can read, found none (EISDIR)`,
    ]);
  });

  it('is a secret of its sink if it is in a header, in credentials, or in a URL after the host', async (test) => {
    const sink = [
      "type: http, url: 'http://${HOST}:80/in/${PART}?key=${KEY}'",
      "headers: { A: 'B ${HEADER}', C: plain }, auth: { basic: { user: '${USER}', password: '${PASSWORD}' } }",
    ].join(', ');
    const environment = { HOST: 'host', PART: 'part', KEY: 'key', HEADER: 'header', USER: 'user', PASSWORD: 'pass' };
    const result = await load(test, `sinks: [{ type: stdout }, { ${sink} }]\nlabels: { a: '\${HOST}' }`, environment);
    assert.ok(result.ok, result.ok ? '' : result.problems.map(formatProblem).join('\n'));
    assert.deepEqual(
      result.config.sinks.map(({ secretTexts }) => secretTexts),
      [undefined, ['part', 'key', 'header', 'pass']],
    );
    assert.doesNotMatch(formatConfig(result.config, result.references), /secretTexts/);
  });

  it('is printed as written, not as the content of the file', async (test) => {
    const file = join(temporaryFolder(test), 'token');
    writeFileSync(file, 'hunter2\n');
    const sink = `{ type: http, url: 'http://a/?key=\${file:${file}}', headers: { A: 'B \${file:${file}}' } }`;
    const result = await load(test, `sinks: [${sink}]\nlabels: { l: '\${file:${file}}' }`);
    assert.ok(result.ok);
    const printed = formatConfig(result.config, result.references);
    assert.doesNotMatch(printed, /hunter2/);
    assert.ok(printed.includes(`A: B \${file:${file}}`), printed);
    assert.ok(printed.includes(`l: \${file:${file}}`), printed);
    assert.deepEqual(await problemLines(test, `format: '\${file:${file}}'`), [
      `:1:9: format: expected auto, docker, cri or raw, found the text for \${file:${file}}`,
    ]);
    assert.deepEqual(await problemLines(test, `sinks: [{ type: http, url: 'ftp://x/?k=\${file:${file}}' }]`), [
      `:1:28: sinks[0].url: expected a URL such as http://host:port/path, https://… or http+unix://%2Fpath%2Fof.sock/path, without user and password (set them in auth), found the text for ftp://x/?k=***`,
    ]);
  });
});

describe('a value from the environment', () => {
  it('does not appear in a message', async (test) => {
    assert.deepEqual(await problemLines(test, 'format: ${FORMAT}', { FORMAT: 'hunter2' }), [
      ':1:9: format: expected auto, docker, cri or raw, found the text for ${FORMAT}',
    ]);
  });
});

describe('a missing variable or file hides no other error', () => {
  const yaml = `formt: raw
labels: { a: '\${NO_SUCH}' }
node: '\${file:/no/such/file}'
listen: '\${NO_SUCH}'
startAt: now
sinks:
  - { type: '\${NO_SUCH}', whatever: 1 }
  - { type: loki, url: '\${NO_SUCH}', compression: { gzip: '\${NO_SUCH}' }, encoding: xml }
transforms:
  - redact: { builtin: email, hash: { keyEnv: NO_KEY } }
`;

  it('and causes no error about its value, which is unknown', async (test) => {
    const variable = 'expected an environment variable NO_SUCH, found none';
    assert.deepEqual(await problemLines(test, yaml), [
      ":1:1: unknown key 'formt'; did you mean 'format'?",
      `:2:14: labels.a: ${variable}`,
      ":3:7: node: expected a file '/no/such/file' that podtail can read, found none (ENOENT)",
      `:4:9: listen: ${variable}`,
      ":5:10: startAt: expected beginning or end, found 'now'",
      `:7:13: sinks[0].type: ${variable}`,
      `:8:24: sinks[1].url: ${variable}`,
      `:8:59: sinks[1].compression.gzip: ${variable}`,
      ":8:85: sinks[1].encoding: expected protobuf or json, found 'xml'",
      ':10:47: transforms[0].redact.hash.keyEnv: expected an environment variable NO_KEY that holds a key of at least 16 bytes, found none',
    ]);
  });

  it('of the options, the variables, and all sources together', async (test) => {
    const options = { format: 'x', url: 'http://a' };
    const lines = await problemLines(test, "node: '${NO_SUCH}'", { PODTAIL_ONCE: 'yes' }, options);
    assert.deepEqual(lines, [
      ':1:7: node: expected an environment variable NO_SUCH, found none',
      "PODTAIL_ONCE: expected true or false, found 'yes'",
      "--format: expected auto, docker, cri or raw, found 'x'",
      '--url: --sink is missing: expected stdout, http, loki, elasticsearch, otlp or null, found nothing',
    ]);
  });

  it('is an error even if an option overrides it', async (test) => {
    assert.deepEqual(await problemLines(test, "schema: '${NO_SUCH}'", {}, { schema: 'ecs' }), [
      ':1:9: schema: expected an environment variable NO_SUCH, found none',
    ]);
    const bad = await problemLines(test, "schema: '${NO_SUCH}'", {}, { schema: 'x' });
    assert.equal(bad.at(-1), "--schema: expected flat, fluent-bit, ecs or otel, found 'x'");
  });
});

function load(test: TestContext, yaml: string, environment = {}, options: ConfigSources['options'] = {}) {
  const file = join(temporaryFolder(test), 'podtail.yaml');
  writeFileSync(file, yaml);
  return loadConfig({ file, environment, options });
}

async function problemLines(...given: Parameters<typeof load>): Promise<string[]> {
  const result = await load(...given);
  return result.ok ? [] : result.problems.map((problem) => formatProblem(problem).replace(/^.*podtail\.yaml/, ''));
}
