import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { startCountingServer } from '../../bench/servers/start-counting-server.js';

test('the counting server says when all records have come, and looks into compressed bodies only if it is told to', async (t) => {
  const server = await startCountingServer({ records: 3, decodes: 'plain' });
  t.after(() => server.stop());
  const send = (body: Uint8Array, headers = {}): Promise<Response> =>
    fetch(`http://127.0.0.1:${server.port}/`, { method: 'POST', headers, body });
  await send(gzipSync('{}\n{}\n{}\n'), { 'content-encoding': 'gzip' });
  await send(Buffer.from('{}\n{}\n'));
  const { requests, records } = await server.received();
  assert.deepEqual({ requests, records }, { requests: 2, records: 2 });
  await send(Buffer.from('{}\n'));
  await server.reached;
  assert.equal((await server.received()).records, 3);
});

test('the counting server finds records under gzip, and answers a bulk for each of them', async (t) => {
  const server = await startCountingServer({ records: 2, decodes: 'all' });
  t.after(() => server.stop());
  const answer = await fetch(`http://127.0.0.1:${server.port}/_bulk`, {
    method: 'POST',
    headers: { 'content-encoding': 'gzip' },
    body: gzipSync('{"create":{}}\n{}\n{"create":{}}\n{}\n'),
  });
  const created = { create: { status: 201 } };
  assert.deepEqual(await answer.json(), { errors: false, items: [created, created] });
  await server.reached;
});
