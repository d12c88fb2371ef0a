import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { freePorts } from '../support/free-ports.js';
import { askResources } from '../support/resource-report.js';
import { createReloadRoom, openFilesOf } from './reload-room.js';

const PRELOADED = fileURLToPath(new URL('../support/resource-report.js', import.meta.url));
const ENV = { RESOURCE_REPORT: '1', NODE_OPTIONS: `--expose-gc --import ${PRELOADED}` };
const RELOADS = Number(process.env.RELOADS ?? 200);
const MEGABYTE = 1024 * 1024;

test('repeated reloads while the sink is down leak nothing: files, timers, sockets and memory stay the same', async (t) => {
  const [port] = await freePorts(1);
  const configuration = (round: number) => ({
    sweepInterval: '50ms',
    labels: { round: `${round}` },
    transforms: round % 2 === 0 ? [] : [{ multiline: 'auto' }, { redact: { builtin: ['card'] } }],
    sinks: [
      {
        type: 'loki',
        url: `http://127.0.0.1:${port}`,
        tenant: '${namespace}',
        headers: { round: `${round}` },
        retry: { initial: '10ms', max: `${100 + (round % 3)}ms` },
        batch: { timeout: '10ms' },
      },
      { type: 'http', url: `http://127.0.0.1:${port}`, optional: true, name: `round-${round % 5}` },
    ],
  });
  const { root, node, start, reload } = createReloadRoom(t, configuration(0));
  const containers = Array.from({ length: 10 }, (_, pod) =>
    node.pod({ namespace: `tenant-${pod}`, pod: 'web' }).container('app', { runtime: 'cri' }),
  );
  for (const container of containers) container.start();
  const podtail = start(['--state-dir', `${root}/state`, '--listen', '127.0.0.1:0'], { env: ENV });
  await podtail.logLine(/the status is served/);
  const storm = async (from: number, to: number) => {
    for (let round = from; round < to; round++) {
      if (round < 3) for (const container of containers) container.line(`line of round ${round}`);
      const { msg } = await reload(podtail, configuration(round));
      assert.match(msg, /the configuration was reloaded/);
    }
    return { ...(await askResources(podtail)), files: openFilesOf(podtail.pid, '/').size };
  };
  const early = await storm(1, Math.floor(RELOADS / 4));
  const late = await storm(Math.floor(RELOADS / 4), RELOADS);
  t.diagnostic(JSON.stringify({ early, late }));
  // It saves positions every 50 ms, also while its folder is removed.
  podtail.signal('SIGKILL');
  await podtail.exit();
  const count = ({ active }: typeof early): number => Object.values(active).reduce((sum, one) => sum + one, 0);
  // What is under way at the moment differs.
  assert.ok(count(late) <= count(early) + 20, 'timers, sockets and watches');
  assert.ok(late.files <= early.files + 5, 'open files');
  assert.ok(late.heapUsed <= early.heapUsed + 4 * MEGABYTE, 'memory');
});
