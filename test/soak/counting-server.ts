/*
 * Takes the records that podtail sends, and compares their numbers. A process of its own, so that its work is not
 * podtail's. Tells its parent its port, and its `Tally` whenever the parent says anything.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { createRecordTally } from './record-tally.js';

const records = createRecordTally();

const server = createServer(async (request, answer) => {
  const body = gunzipSync(await buffer(request)).toString('utf8');
  for (const line of body.split('\n')) if (line !== '') records.take(JSON.parse(line));
  answer.end();
});

server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
process.on('message', () => process.send?.({ tally: records.tally() }));
process.on('disconnect', () => process.exit());
