import { createRoutedRecords } from '../deliver/routed-records.js';
import { createPayload, resetPayload } from '../record/payload.js';
import type { RecordBlock } from '../record/record-block.js';
import type { ReplyStream } from '../server/reply.js';
import { createRecordEncoder } from './create-connection.js';
import type { PipelineConfig, SinkConfig } from './pipeline-config.js';
import { takenRecords } from './routing.js';

/** One who looks at the records that are being shipped. */
export interface TailViewer {
  /** Keeps the records of the block that the viewer asked for, as far as there is room; the others are counted. */
  take(block: RecordBlock): void;
  /** A reload has turned the live tail off: ends the connection. */
  dismiss(): void;
  /** The connection has ended. */
  end(): void;
}

/** How often what was kept is written, in milliseconds. */
const WRITE_EVERY = 100;
/**
 * Most that is kept until then, but for one record, however long: about 640 kB a second for a viewer that reads as fast as it
 * can, which is more than a person reads, and costs the delivery little.
 */
const MOST = { bytes: 64 * 1024, records: 2000 };
/** Room for the record that makes it full, in bytes. */
const RECORD_ROOM = 32 * 1024;
/** After so many milliseconds without records an empty line shows a connection that is dead. */
const QUIET = 15_000;

/**
 * Writes records as lines of JSON, in schema `flat`, as they come. A viewer that is slower than the delivery misses records:
 * `{"dropped":COUNT}` says how many, in their place. Nothing is written while there is nothing, and nothing ever waits for it.
 */
export function createTailViewer(stream: ReplyStream, match: SinkConfig['match'], config: PipelineConfig): TailViewer {
  const takes = takenRecords(match, config);
  const records = createRoutedRecords(takes === undefined ? {} : { takes });
  const encoder = createRecordEncoder(config, 'flat');
  let payload = createPayload(MOST.bytes + RECORD_ROOM);
  let dropped = 0;
  let writing: NodeJS.Timeout | undefined;
  const quiet = setInterval(() => {
    if (!stream.isBehind) stream.write(Buffer.from('\n'));
  }, QUIET).unref();

  function writeLater(): void {
    writing ??= setTimeout(write, WRITE_EVERY).unref();
  }

  function write(): void {
    writing = undefined;
    if (stream.isBehind) {
      writeLater();
      return;
    }
    const notice = dropped === 0 ? '' : `{"dropped":${dropped}}\n`;
    stream.write(Buffer.concat([payload.buffer.subarray(0, payload.length), Buffer.from(notice)]));
    dropped = 0;
    if (payload.buffer.length > 2 * MOST.bytes) payload = createPayload(MOST.bytes + RECORD_ROOM);
    else resetPayload(payload);
    quiet.refresh();
  }

  return {
    take(block) {
      const wanted = records.select(block);
      if (wanted === undefined) return;
      dropped += wanted.count - encoder.append(wanted, 0, payload, MOST);
      writeLater();
    },
    dismiss: () => stream.end(),
    end() {
      clearTimeout(writing);
      clearInterval(quiet);
    },
  };
}
