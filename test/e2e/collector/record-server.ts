import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type AwaitedList, createAwaitedList } from '../../support/awaited-list.js';
import { type DecodedRecord, decodeRecords } from './decoded-record.js';

/** Takes what the collector decoded, which it sends on as OTLP in JSON: on each path its own list of records. */
export interface RecordServer {
  /** Its base address, with no slash at the end. */
  readonly url: string;
  readonly received: Readonly<Record<RecordPath, AwaitedList<DecodedRecord>>>;
  close(): Promise<void>;
}

export type RecordPath = '/otlp' | '/loki';

/** In milliseconds. */
const RECORDS_DEADLINE = 60_000;

export async function startRecordServer(): Promise<RecordServer> {
  const received = { '/otlp': createRecordList(), '/loki': createRecordList() };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = await request.toArray();
    for (const record of decodeRecords(Buffer.concat(chunks).toString()))
      received[request.url as RecordPath].push(record);
    response.setHeader('content-type', 'application/json').end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function createRecordList(): AwaitedList<DecodedRecord> {
  const list: AwaitedList<DecodedRecord> = createAwaitedList({
    deadline: RECORDS_DEADLINE,
    context: () => `the collector decoded ${list.items.length} records`,
  });
  return list;
}
