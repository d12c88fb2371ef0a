import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { startPodtail } from '../support/podtail-process.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { createLokiClient } from './loki/loki-client.js';
import { MINUTE, NEEDS_LOKI } from './loki/loki-room.js';
import { startLoki } from './loki/loki-server.js';
import { rfc3339, uidOf } from './servers/written-tree.js';

const ENDED = { code: 0, signal: null };

test(
  'a real Loki: a tenant over its limit gets all its lines, and does not delay another tenant',
  NEEDS_LOKI,
  async (t) => {
    const limited = { ingestion_rate_mb: 0.3, ingestion_burst_size_mb: 0.3 };
    const loki = await startLoki({}, { limited, free: {} });
    t.after(() => loki.stop());
    const root = temporaryFolder(t);
    const now = Date.now();
    const write = (tenant: string, pod: string, count: number, width: number): string[] => {
      const lines = Array.from({ length: count }, (_, number) => `${tenant} ${pod} ${number}`.padEnd(width, '.'));
      const path = join(root, 'pods', `${tenant}_${pod}_${uidOf(pod)}`, 'app', '0.log');
      mkdirSync(dirname(path), { recursive: true });
      const times = lines.map((_, number) => rfc3339(BigInt(now - MINUTE) * 1_000_000n + BigInt(number) * 1_000_000n));
      writeFileSync(path, lines.map((line, number) => `${times[number]} stdout F ${line}\n`).join(''));
      return lines;
    };
    // Pods of the same name, and so streams of the same name but for the namespace.
    const written = {
      limited: [0, 1, 2].flatMap((pod) => write('limited', `web-${pod}`, 1500, 500)),
      free: [0, 1, 2].flatMap((pod) => write('free', `web-${pod}`, 500, 0)),
    };
    const file = join(root, 'podtail.json');
    const labels = { container: '${container}', pod: '${pod}' };
    const sink = { type: 'loki', url: loki.url, tenant: '${namespace}', labels, retry: { max: '1s' } };
    writeFileSync(file, JSON.stringify({ include: [join(root, 'pods/*/*/*.log')], sinks: [sink] }));
    const podtail = startPodtail(['-c', file, '--once'], { test: t });
    const span = { from: now - 2 * MINUTE, to: now + MINUTE };
    const stored = async (tenant: 'limited' | 'free') => {
      const entries = await createLokiClient(loki.url, tenant).reach('{container="app"}', span, written[tenant].length);
      return entries.map(({ line }) => line).sort();
    };
    assert.deepEqual(await stored('free'), written.free.sort());
    assert.deepEqual(await podtail.exit(), ENDED, podtail.log.join('\n'));
    assert.ok(
      podtail.log.some((line) => /limited.*429|429.*limited/.test(line)),
      'the limit was met',
    );
    await loki.flush();
    const limitedLines = await stored('limited');
    assert.equal(limitedLines.length, written.limited.length);
    assert.deepEqual(limitedLines, written.limited.sort());
    assert.deepEqual(await stored('free'), written.free, 'no line of the other came meanwhile');
  },
);
