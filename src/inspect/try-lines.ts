import type { Config } from '../config/config.js';
import { createDecodeContext } from '../decode/decode-context.js';
import { BlockConsumer } from '../pipeline/block-consumer.js';
import { createSourceTransforms } from '../pipeline/source-transforms.js';
import { createCounters } from '../record/counters.js';
import { createRecordBlock, type RecordBlock } from '../record/record-block.js';
import type { LineConsumer } from '../tail/line-consumer.js';
import { readStreamLines } from '../tail/read/stream-lines.js';
import { createRecordFates, createRowPrinter, type RecordFate } from './record-fates.js';

/**
 * What came of lines, in order, in schema `flat`. `unmatched`: no transform is meant for them. `record`: a record as its
 * line has it. `result`: one as it would be sent; `isSame` where nothing was done with it. `dropped`: one as it was when
 * the transform `by` dropped it. What becomes of a record that is held comes after the record of the line that says that
 * it is whole.
 */
export type TriedEvent =
  | { readonly kind: 'unmatched' }
  | { readonly kind: 'record'; readonly json: string }
  | (Extract<RecordFate, { kind: 'result' }> & { readonly isSame: boolean })
  | Extract<RecordFate, { kind: 'dropped' }>;

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
  const fates = createRecordFates();
  const transforms = await createSourceTransforms(config, { ...fates, ...clock });
  const source = { path: '-', metadata, writtenByRuntime: false };
  const records: string[] = [];
  const print = createRowPrinter();
  const collect = (block: RecordBlock): void => void records.push(...print(block).map(({ json }) => json));
  const before = new BlockConsumer(
    { source, chain: undefined },
    { context, delivery: { append: collect }, ledger: LEDGER },
  );
  const treated = transforms.treat(source);
  if (config.transforms.length > 0 && treated.chain === undefined) show({ kind: 'unmatched' });
  const after = new BlockConsumer(treated, { context, delivery: fates, ledger: LEDGER });

  /** The latest records as their lines have them: a transform may have held one, and given it out as it was. */
  const latest = new Set<string>();

  function showAll(): void {
    for (const json of records.splice(0)) {
      show({ kind: 'record', json });
      latest.add(json);
    }
    for (const fate of fates.take()) {
      show(fate.kind === 'dropped' ? fate : { ...fate, isSame: latest.has(fate.json) });
    }
    for (const json of latest) {
      if (latest.size <= MOST_HELD) break;
      latest.delete(json);
    }
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
    hasPartialLine: false,
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
    flushPartialLines(before) {
      one.flushPartialLines(before);
      other.flushPartialLines(before);
      onTaken();
    },
  };
}
