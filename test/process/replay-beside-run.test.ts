import assert from 'node:assert/strict';
import { appendFileSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startFakeHttpServer } from '../support/fake-http-server.js';
import { startPodtail } from '../support/podtail-process.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const SLOW_OPENING = fileURLToPath(new URL('../support/slow-opening.js', import.meta.url));
const LINES_OF_BURST = 50;
const REPLAYS = 6;

test('replays while podtail keeps writing dead letters lose none of them', async (t) => {
  const root = temporaryFolder(t);
  const log = join(root, 'app.log');
  const letters = join(root, 'state', 'dead-letters', 'http.ndjson');
  const seen = new Set<string>();
  const taken = new Set<string>();
  const server = await startFakeHttpServer(t, {
    // Each line is refused when it comes for the first time, and taken when it is sent again.
    answer({ body }) {
      const numbers = [...body.toString('utf8').matchAll(/line (\d+)/g)].map(([, number]) => number!);
      const isNew = numbers.some((number) => !seen.has(number));
      for (const number of numbers) (isNew ? seen : taken).add(number);
      return { status: isNew ? 400 : 200 };
    },
  });
  writeFileSync(log, '');
  let written = 0;
  const write = (): void => {
    const lines = Array.from({ length: LINES_OF_BURST }, () => `line ${written++}\n`);
    appendFileSync(log, lines.join(''));
  };
  const file = join(root, 'podtail.json');
  const sink = { type: 'http', url: server.url, batch: { timeout: '5ms' }, retry: { initial: '5ms', max: '20ms' } };
  writeFileSync(file, JSON.stringify({ include: [log], stateDir: join(root, 'state'), sinks: [sink] }));
  // Most dead letters are about to be written to a file that a replay has moved away and removed.
  const env = { SLOW_OPENING: letters, NODE_OPTIONS: `--import ${SLOW_OPENING}` };
  const podtail = startPodtail(['-c', file], { test: t, env });
  const writing = setInterval(write, 50);
  t.after(() => clearInterval(writing));
  for (let replay = 0; replay < REPLAYS; ) {
    // There is nothing to replay before the first dead letter.
    if (!existsSync(letters)) await podtail.logLine(/could not deliver/);
    const { code } = await startPodtail(['replay', '-c', file, letters], { test: t }).exit();
    if (code === 0) replay++;
  }
  clearInterval(writing);
  podtail.signal('SIGTERM');
  assert.deepEqual(await podtail.exit(), { code: 0, signal: null });
  assert.deepEqual(await startPodtail(['-c', file, '--once'], { test: t }).exit(), { code: 0, signal: null });
  const last = startPodtail(['replay', '-c', file, letters], { test: t });
  assert.deepEqual(await last.exit(), { code: 0, signal: null }, last.log.join('\n'));
  const missing = Array.from({ length: written }, (_, number) => `${number}`).filter((number) => !taken.has(number));
  t.diagnostic(`${written} lines`);
  assert.deepEqual(missing, []);
  assert.equal(existsSync(letters), false);
});
