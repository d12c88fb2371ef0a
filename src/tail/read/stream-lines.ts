import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import split2 from 'split2';
import { growReadCapacity, type RecordBlock } from '../../record/record-block.js';
import type { LineConsumer } from '../line-consumer.js';
import { randomFileId } from './file-id.js';

/** What reading a stream needs from outside. */
export interface StreamLinesOptions {
  readonly block: RecordBlock;
  readonly consumer: LineConsumer;
  /** Bytes of a line were read. */
  onRead?(bytes: number): void;
  /** Ends the reading: what has come so far is taken, and no more. */
  readonly stop: AbortSignal;
  /** Resolves when what is read now can be taken on; at once, if it can. */
  waitForRoom(): Promise<void>;
  /** What has come was taken: what was encoded may be sent. */
  onPause(): void;
}

/** The key of the one file that a stream counts as. */
const STREAM_KEY = 0;

/**
 * Gives the lines of a stream to a consumer until the stream ends. Offsets count the bytes of the lines as UTF-8.
 * A line is held in memory whole before it is cut to `limits.maxLineBytes`.
 */
export async function readStreamLines(input: NodeJS.ReadableStream, options: StreamLinesOptions): Promise<void> {
  const { block, consumer, stop, waitForRoom, onPause } = options;
  let offset = 0;
  let pausing = false;
  consumer.beginFile(STREAM_KEY, 0, randomFileId());
  const lines = input.pipe(split2());
  stop.addEventListener('abort', () => {
    input.unpipe(lines);
    lines.end();
  });
  for await (const line of lines) {
    await waitForRoom();
    const taken = takeLine(`${line}\n`, offset, block, consumer);
    offset += taken;
    options.onRead?.(taken);
    if (pausing) continue;
    pausing = true;
    void eventLoopTurn().then(() => {
      pausing = false;
      onPause();
    });
  }
  consumer.flushPartialLines();
  onPause();
}

function takeLine(line: string, offset: number, block: RecordBlock, consumer: LineConsumer): number {
  const bytes = Buffer.from(line, 'utf8');
  growReadCapacity(block, bytes.length);
  bytes.copy(block.bytes);
  return consumer.take(bytes.length, offset);
}
