import { createRoutedRecords } from '../deliver/routed-records.js';
import { createPayload, resetPayload } from '../record/payload.js';
import type { RecordBlock } from '../record/record-block.js';
import type { ReplyStream } from '../server/reply.js';
import { createRecordEncoder } from './create-connection.js';
import type { PipelineConfig, SinkConfig } from './pipeline-config.js';
import { takenRecords } from './routing.js';

/** A viewer of the records that podtail ships. */
export interface TailViewer {
  /** Buffers the requested records of the block as far as there is room, and counts the others. */
  take(block: RecordBlock): void;
  /** A reload has turned the live tail off: ends the connection. */
  dismiss(): void;
  /** The connection has ended. */
  end(): void;
}

/** Interval between two writes of buffered records, in milliseconds. */
const WRITE_EVERY = 100;
/**
 * Maximum buffered records between two writes. A single record may be longer. This is about 640 kB a second for a fast
 * viewer: more than a person can read, and cheap for the delivery.
 */
const MOST = { bytes: 64 * 1024, records: 2000 };
/** Room for the record that fills the buffer, in bytes. */
const RECORD_ROOM = 32 * 1024;
/** After this time without records, an empty line is sent, which reveals a dead connection. In milliseconds. */
const QUIET = 15_000;

/**
 * Writes records as lines of JSON in schema `flat`. A viewer that is slower than the delivery misses records:
 * `{"dropped":COUNT}` stands in their place. Nothing ever waits for a viewer.
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
