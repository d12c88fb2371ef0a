/*
 * A server that takes whatever a shipper sends, says that all is well, and counts. A process of its own, so that its
 * work is not counted as the shipper's. Its parent forks it with a `CountingTask` as JSON in the first argument.
 */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { countRecords } from './count-records.js';
import type { CountingTask, Received, ServerMessage } from './counting-task.js';

const { records: wanted, decodes }: CountingTask = JSON.parse(process.argv[2]!);
let received: Received = { requests: 0, bytes: 0, records: 0 };

const server = createServer((request, answer) => {
  const isCounted = decodes === 'all' || !isCompressed(request);
  const chunks: Buffer[] = [];
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (isCounted) chunks.push(chunk);
  });
  request.on('end', () => {
    const records = isCounted && bytes > 0 ? recordsOf(request, Buffer.concat(chunks)) : 0;
    const { status, contentType, body } = answerTo(request, records);
    answer.writeHead(status, { 'content-type': contentType, 'content-length': body.length }).end(body);
    if (bytes === 0) return;
    const isReached = received.records < wanted && received.records + records >= wanted;
    received = { requests: received.requests + 1, bytes: received.bytes + bytes, records: received.records + records };
    if (isReached) tell({ kind: 'reached' });
  });
});

server.listen(0, '127.0.0.1', () => tell({ kind: 'listening', port: (server.address() as AddressInfo).port }));
process.on('message', () => tell({ kind: 'received', received }));
process.on('disconnect', () => process.exit());

function tell(message: ServerMessage): void {
  process.send?.(message);
}

/** Loki's protobuf is always compressed with snappy; no header says so. */
function isCompressed({ headers, url }: IncomingMessage): boolean {
  return headers['content-encoding'] !== undefined || (isLokiPush(url) && contentTypeOf(headers).includes('protobuf'));
}

function recordsOf({ headers, url }: IncomingMessage, body: Buffer): number {
  const plain = headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
  const [path] = url!.split('?');
  return countRecords({ path: path!, contentType: contentTypeOf(headers) }, plain);
}

/** As the real servers answer when they take all that was sent; a bulk that was not looked into gets no items. */
function answerTo(
  { url, headers }: IncomingMessage,
  records: number,
): { status: number; contentType: string; body: string } {
  if (isLokiPush(url)) return { status: 204, contentType: 'text/plain', body: '' };
  if (url?.startsWith('/v1/logs') === true) {
    const contentType = contentTypeOf(headers);
    return { status: 200, contentType, body: contentType.includes('json') ? '{}' : '' };
  }
  if (url?.includes('_bulk') === true) {
    const items = '{"create":{"status":201}},'.repeat(records).slice(0, -1);
    return { status: 200, contentType: 'application/json', body: `{"errors":false,"items":[${items}]}` };
  }
  return { status: 200, contentType: 'text/plain', body: '' };
}

function isLokiPush(url: string | undefined): boolean {
  return url?.startsWith('/loki/api/v1/push') === true;
}

function contentTypeOf(headers: IncomingMessage['headers']): string {
  return headers['content-type'] ?? '';
}
