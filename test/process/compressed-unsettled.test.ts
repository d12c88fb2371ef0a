import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { startFakeElasticsearch } from '../support/fake-elasticsearch.js';
import { type PodtailProcess, startPodtail } from '../support/podtail-process.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const BANNER = 'banner\nversion 1\n';

test('an unsettled application file that is compressed after a kill repeats no document, and hides none of the next file, which begins alike (39: duplicates in Elasticsearch after a retry)', async (t) => {
  const root = temporaryFolder(t);
  const log = join(root, 'logs', 'app.log');
  mkdirSync(join(root, 'logs'));
  let podtail: PodtailProcess | undefined;
  const cluster = await startFakeElasticsearch(t, {
    fail: ({ message }) => {
      if (message === 'one') podtail?.signal('SIGKILL');
      return undefined;
    },
  });
  const config = join(root, 'podtail.yaml');
  const sinks = [{ type: 'elasticsearch', url: cluster.url, batch: { timeout: '10ms' } }];
  // Positions are saved with each sweep.
  writeFileSync(config, JSON.stringify({ sinks, sweepInterval: '1h' }));
  const start = (...args: string[]): PodtailProcess =>
    startPodtail(['--include', log, '-c', config, '--state-dir', join(root, 'state'), ...args], { test: t });
  writeFileSync(log, `${BANNER}one\n`);
  podtail = start();
  await podtail.exit();
  podtail = undefined;
  assert.equal(cluster.documents.length, 3);

  appendFileSync(log, 'two\n');
  writeFileSync(`${log}.1.gz`, gzipSync(readFileSync(log)));
  rmSync(log);
  writeFileSync(`${log}.new`, `${BANNER}three\n`);
  renameSync(`${log}.new`, log);
  const second = start('--once');
  assert.deepEqual(await second.exit(), { code: 0, signal: null }, second.log.join('\n'));
  assert.deepEqual(
    cluster.documents.map(({ message }) => message),
    ['banner', 'version 1', 'one', 'two', 'banner', 'version 1', 'three'],
  );
});
