import { readStreamLines } from '../tail/read/stream-lines.js';
import { createDelays } from './delays.js';
import { deliverRest, monotonicNow, type PipelineParts } from './pipeline-parts.js';
import { createUnrouted } from './routing.js';
import { createTreatedConsumer } from './treated-consumer.js';

/** Longest interval between two checks for records that have waited long enough, in milliseconds. */
const MOST_FLUSH_INTERVAL = 500;

const UNROUTED_INPUT = 'no sink takes it; name its pod with --metadata, for the match of sinks';

/** Reads a stream until it ends or the run ends, and delivers what was read. */
export async function followInput(parts: PipelineParts, input: NodeJS.ReadableStream): Promise<void> {
  const { config, context, control, delivery } = parts;
  const source = { path: '-', metadata: config.metadata, writtenByRuntime: false };
  if (createUnrouted(config)(source)) parts.diagnostics.warn(`standard input is discarded: ${UNROUTED_INPUT}`);
  const consumer = createTreatedConsumer(parts, source);
  const delays = createDelays(
    (of) => parts.transforms.readyAt(of),
    monotonicNow,
    () => control.room.tell(),
  );
  const stop = new AbortController();
  const { partialTimeout } = config.limits;
  let wake = (): void => {};
  control.room.subscribe(() => wake());
  const overdue = setInterval(
    () => {
      consumer.flushPartialLines(monotonicNow() - partialTimeout);
      delivery.flush();
    },
    Math.min(partialTimeout / 2, MOST_FLUSH_INTERVAL),
  );
  const ended = control.ended.finally(() => {
    stop.abort();
    wake();
  });
  const reading = readStreamLines(input, {
    block: context.block,
    consumer,
    onRead: (bytes) => {
      parts.counters.bytesRead += bytes;
    },
    stop: stop.signal,
    waitForRoom: async () => {
      while (!(delivery.hasRoom(source) && delays.isReady(source)) && !stop.signal.aborted) {
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
    onPause: () => delivery.flush(),
  });
  try {
    await Promise.race([reading, ended]);
    await reading;
  } finally {
    clearInterval(overdue);
    delays.close();
  }
  await deliverRest(parts);
}
