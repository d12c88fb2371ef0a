import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startFakeHttpServer } from '../support/fake-http-server.js';
import { follow } from './follow.js';

test('each log line about a sink names it, for every outcome of its requests', async (t) => {
  const answers = [503, 503, 400, 200];
  const server = await startFakeHttpServer(t, { answer: () => ({ status: answers.shift() ?? 200 }) });
  const { podtail } = follow(t, {
    before(node) {
      const container = node.pod({ namespace: 'shop', pod: 'web-1' }).container('app', { runtime: 'cri' });
      container.start();
      container.lines(4);
    },
    config: `
once: true
labels: { cluster: west }
sinks:
  - { type: http, name: archive, url: '${server.url}', lanes: 1, retry: { initial: 1ms, max: 1ms }, batch: { records: 2 } }
  - { type: loki, name: streams, url: '${server.url}', optional: true }
`,
  });
  assert.equal((await podtail.exit()).code, 1);
  const lines = podtail.log.map((line) => JSON.parse(line) as { msg: string; sink?: string });
  const about = lines.filter(({ msg }) => msg.includes('the sink '));
  for (const { msg, sink } of about) assert.equal(sink, /the sink (\w+)/.exec(msg)?.[1], msg);
  for (const part of [
    /tries again/,
    /takes data again/,
    /could not deliver/,
    /lost \d+ record/,
    /structured metadata/,
  ]) {
    assert.ok(
      about.some(({ msg }) => part.test(msg)),
      `${part}\n${podtail.log.join('\n')}`,
    );
  }
});
