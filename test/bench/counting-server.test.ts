import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { startCountingServer } from '../../bench/servers/start-counting-server.js';

test('the counting server reports when all records have arrived, and decompresses bodies only when asked to', async (t) => {
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

test('the counting server counts records in gzip bodies, and answers a bulk request with an entry for each', async (t) => {
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
