import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { loadConfig } from '../../src/config/load.js';
import { secretFileWarnings } from '../../src/config/secret-files.js';
import { startPodtail } from '../support/podtail-process.js';
import { temporaryFolder } from '../support/temporary-folder.js';

/** The warnings of a configuration whose one sink has those lines. */
async function warningsOf(folder: string, ...lines: string[]): Promise<string[]> {
  const file = join(folder, 'podtail.yaml');
  const sink = ['sinks:', '  - type: http', '    url: https://logs.example.com'];
  writeFileSync(file, [...sink, ...lines.map((line) => `    ${line}`), ''].join('\n'));
  const loaded = await loadConfig({ file });
  assert.ok(loaded.ok, JSON.stringify(loaded));
  return secretFileWarnings(loaded).map((warning) => warning.replaceAll(`${folder}/`, ''));
}

const REMEDY = 'it must be readable where podtail runs, or the sink http cannot be used';

describe('a file of a certificate or of a secret', () => {
  const cases: readonly [line: string, ...warnings: string[]][] = [
    ['auth: { basic: { user: me, passwordFile: /gone } }', '4:46: sinks[0].auth.basic.passwordFile'],
    ['auth: { bearer: { tokenFile: /gone } }', '4:34: sinks[0].auth.bearer.tokenFile'],
    ['auth: { apiKey: { keyFile: /gone } }', '4:32: sinks[0].auth.apiKey.keyFile'],
    ['tls: { ca: /gone }', '4:16: sinks[0].tls.ca'],
    ['tls: { cert: /gone, key: /gone }', '4:18: sinks[0].tls.cert', '4:30: sinks[0].tls.key'],
    ['auth: { bearer: { token: abc } }'],
  ];
  for (const [line, ...places] of cases) {
    it(`that is missing causes ${places.length} warnings: ${line}`, async (t) => {
      assert.deepEqual(
        await warningsOf(temporaryFolder(t), line),
        places.map((place) => `podtail.yaml:${place}: /gone cannot be read here (there is no such file); ${REMEDY}`),
      );
    });
  }

  it('that exists causes no warning; a folder causes one', async (t) => {
    const folder = temporaryFolder(t);
    const token = join(folder, 'token');
    writeFileSync(token, 'abc');
    const warnings = await warningsOf(folder, `auth: { bearer: { tokenFile: ${token} } }`, `tls: { ca: ${folder} }`);
    assert.equal(warnings.length, 1);
    assert.match(warnings[0]!, /: sinks\[0\]\.tls\.ca: .* cannot be read here \(it is a folder\); /);
  });

  it('that is missing makes podtail check warn and end with status 0, because it may be mounted elsewhere', async (t) => {
    const folder = temporaryFolder(t);
    assert.equal((await warningsOf(folder, 'tls: { ca: /gone }')).length, 1);
    const podtail = startPodtail(['check', '-c', join(folder, 'podtail.yaml')], { test: t });
    assert.deepEqual(await podtail.exit(), { code: 0, signal: null });
    assert.equal(podtail.log.length, 1);
    assert.match(podtail.log[0]!, /^podtail: .*podtail\.yaml:4:16: sinks\[0\]\.tls\.ca: \/gone cannot be read here/);
  });
});
