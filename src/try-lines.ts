import { createBlockConsumer } from './block-consumer.js';
import type { Config } from './config/config.js';
import { createDecodeContext } from './decode/decode-context.js';
import { createJsonEncoder } from './encode/json-encoder.js';
import { SCHEMAS } from './encode/record-schemas.js';
import { createCounters } from './record/counters.js';
import { createPayload, resetPayload } from './record/payload.js';
import { recordBytes } from './record/payload-records.js';
import { createRecordBlock, type RecordBlock } from './record/record-block.js';
import { createSourceTransforms } from './source-transforms.js';
import type { LineConsumer } from './tail/line-consumer.js';
import { readStreamLines } from './tail/stream-lines.js';

/**
 * What came of lines, in order. `record`: a record as its line has it. `result`: one as it would be sent, in schema
 * `flat`; `isSame` where nothing was done with it. `dropped`: nothing came of the records before, and nothing will.
 */
export type TriedEvent =
  | { readonly kind: 'record'; readonly json: string }
  | { readonly kind: 'result'; readonly json: string; readonly isSame: boolean }
  | { readonly kind: 'dropped' };

const READ_BYTES = 64 * 1024;
const BLOCK_RECORDS = 1024;
/** More lines than a transform holds back. */
const MOST_HELD = 10_000;
/** Nothing is settled here. */
const LEDGER = { read: () => {} };

/**
 * Takes the lines of a stream through the transforms of a configuration that match its `metadata`, and shows each record
 * before and after. Time stands still, so that nothing is shipped for having waited, before the stream ends, and lines that
 * have no time of their own have the same one before and after.
 */
export async function tryLines(
  config: Config,
  input: NodeJS.ReadableStream,
  show: (event: TriedEvent) => void,
): Promise<void> {
  const counters = createCounters();
  const block = createRecordBlock(BLOCK_RECORDS, READ_BYTES);
  const { format, limits, metadata } = config;
  const startedAt = Date.now();
  const clock = { now: () => 0, wallTime: () => startedAt };
  const context = createDecodeContext({ block, format, maxLineBytes: limits.maxLineBytes, counters, ...clock });
  const transforms = await createSourceTransforms(config, { counterFor: () => () => {}, ...clock });
  const source = { path: '-', metadata, writtenByRuntime: false };
  const records: string[] = [];
  const results: string[] = [];
  const before = createBlockConsumer(source, context, collectInto(records), LEDGER);
  const treated = transforms.treat(source);
  const after = createBlockConsumer(treated.source, context, collectInto(results), LEDGER, treated.chain);

  /** The latest records as their lines have them: a transform may have held one, and given it out as it was. */
  const latest = new Set<string>();

  function showAll(): void {
    for (const json of records) {
      show({ kind: 'record', json });
      latest.add(json);
    }
    for (const json of results) show({ kind: 'result', json, isSame: latest.has(json) });
    for (const json of latest) {
      if (latest.size <= MOST_HELD) break;
      latest.delete(json);
    }
    if (records.length > 0 && results.length === 0 && !after.hasPieces) show({ kind: 'dropped' });
    records.length = 0;
    results.length = 0;
  }

  await readStreamLines(input, {
    block,
    consumer: inTurn(block, before, after, showAll),
    stop: new AbortController().signal,
    waitForRoom: async () => {},
    onPause: () => {},
  });
}

/** A consumer that lets two take each line, one after the other. */
function inTurn(block: RecordBlock, one: LineConsumer, other: LineConsumer, onTaken: () => void): LineConsumer {
  return {
    ...one,
    hasPieces: false,
    beginFile(key, offset, id) {
      one.beginFile(key, offset, id);
      other.beginFile(key, offset, id);
    },
    take(length, offset) {
      const line = Buffer.from(block.bytes.subarray(0, length));
      const taken = one.take(length, offset);
      line.copy(block.bytes);
      other.take(length, offset);
      onTaken();
      return taken;
    },
    flushPieces(before) {
      one.flushPieces(before);
      other.flushPieces(before);
      onTaken();
    },
  };
}

function collectInto(list: string[]) {
  const encoder = createJsonEncoder(SCHEMAS.flat, { labels: {} });
  const payload = createPayload(READ_BYTES);
  return {
    append(block: RecordBlock): void {
      if (block.count === 0) return;
      resetPayload(payload);
      encoder.append(block, 0, payload, { bytes: Number.POSITIVE_INFINITY, records: Number.POSITIVE_INFINITY });
      for (let record = 0; record < payload.records; record++) {
        list.push(recordBytes(payload, record).toString('utf8').trimEnd());
      }
    },
  };
}
