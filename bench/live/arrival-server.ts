/*
 * A server that takes what any agent sends over HTTP, and knows which lines came and how long each took. A process of its
 * own, so that its work is not counted as the agent's. Its parent sends any message to get an `ArrivalReport`.
 */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { decompress as decompressZstd } from 'fzstd';
import { uncompress as uncompressSnappy } from 'snappyjs';
import { createArrivals } from './arrivals.js';
import { marksIn } from './marked-line.js';

const arrivals = createArrivals();

const server = createServer((request, answer) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const now = Date.now();
    const body = Buffer.concat(chunks);
    const path = request.url ?? '/';
    let count = 0;
    for (const mark of marksIn(decoded(body, path, request.headers))) {
      arrivals.add(mark, now);
      count++;
    }
    const { status, type, text } = answerTo(path, request.headers, count);
    answer.writeHead(status, { 'content-type': type, 'content-length': text.length }).end(text);
  });
});

server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
process.on('message', () => process.send?.(arrivals.report()));
process.on('disconnect', () => process.exit());

function decoded(body: Buffer, path: string, headers: IncomingHttpHeaders): Buffer {
  const encoding = headers['content-encoding'];
  if (encoding === 'gzip') return gunzipSync(body);
  if (encoding === 'zstd') return Buffer.from(decompressZstd(body));
  const isSnappy = encoding === 'snappy' || (path.endsWith('/push') && !isJson(headers));
  return isSnappy ? Buffer.from(uncompressSnappy(body)) : body;
}

/** As the real servers answer when they take everything. */
function answerTo(path: string, headers: IncomingHttpHeaders, count: number) {
  if (path.startsWith('/loki/')) return { status: 204, type: 'text/plain', text: '' };
  if (path.startsWith('/v1/logs')) {
    return { status: 200, type: headers['content-type'] ?? '', text: isJson(headers) ? '{}' : '' };
  }
  const items = path.includes('_bulk') ? '{"create":{"status":201}},'.repeat(count).slice(0, -1) : undefined;
  if (items !== undefined)
    return { status: 200, type: 'application/json', text: `{"errors":false,"items":[${items}]}` };
  return { status: 200, type: 'text/plain', text: '' };
}

function isJson(headers: IncomingHttpHeaders): boolean {
  return headers['content-type']?.includes('json') === true;
}
