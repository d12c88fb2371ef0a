import { createDecodeContext } from '../../src/decode/decode-context.js';
import { createJsonEncoder } from '../../src/encode/json/json-encoder.js';
import { SCHEMAS } from '../../src/encode/record-schemas.js';
import { BlockConsumer } from '../../src/pipeline/block-consumer.js';
import { createCounters } from '../../src/record/counters.js';
import type { LogSource } from '../../src/record/log-source.js';
import { createPayload, resetPayload } from '../../src/record/payload.js';
import { createRecordBlock, type RecordBlock } from '../../src/record/record-block.js';
import { createTransforms } from '../../src/transform/create-transforms.js';
import type { TransformSettings } from '../../src/transform/settings.js';
import { createSeededClock } from '../../test/support/log-time.js';
import { createSeededRandom } from '../../test/support/seeded-random.js';
import { createLinePool } from '../inputs/line-pool.js';
import type { InputProfile } from '../result.js';
import { median } from '../statistics.js';

const READ_BYTES = 256 * 1024;
const LIMITS = { bytes: 1024 * 1024, records: Number.POSITIVE_INFINITY };
const SOURCE: LogSource = {
  path: '/var/log/pods/default_web-0_2681cb7f-daa4-4620-bb60-1d449709181c/app/0.log',
  metadata: { namespace: 'default', pod: 'web-0', uid: '2681cb7f', container: 'app', restart: 0 },
  writtenByRuntime: true,
};

/** A log in memory; the same for the same seed. */
export function createLog(profile: InputProfile, bytes: number, seed: number): Buffer {
  const random = createSeededRandom(seed);
  const { lines, timeText } = createLinePool(random, profile);
  const clock = createSeededClock(random);
  const parts: Buffer[] = [];
  for (let length = 0; length < bytes; ) {
    const { before, after } = random.pick(lines);
    const line = Buffer.concat([before, Buffer.from(timeText(clock())), after]);
    parts.push(line);
    length += line.length;
  }
  return Buffer.concat(parts);
}

/**
 * What each variant costs relative to none, from bytes read to bytes encoded: the median over rounds of turns, in which
 * every variant has one, so that what disturbs the machine disturbs all.
 */
export function transformCosts(log: Buffer, variants: readonly TransformSettings[], rounds: number): number[] {
  const contenders = [undefined, ...variants].map((settings) => createContender(settings));
  const times = contenders.map((): number[] => []);
  for (const contender of contenders) contender(log);
  for (let round = 0; round < rounds; round++) {
    for (const [index, contender] of contenders.entries()) {
      const start = process.hrtime.bigint();
      contender(log);
      times[index]!.push(Number(process.hrtime.bigint() - start));
    }
  }
  const [baseline, ...others] = times.map(median);
  return others.map((time) => time / baseline!);
}

function createContender(settings: TransformSettings | undefined): (log: Buffer) => void {
  const block = createRecordBlock(4096, READ_BYTES);
  const counters = createCounters();
  const clock = { now: () => performance.now(), wallTime: Date.now };
  const context = createDecodeContext({ block, format: 'auto', maxLineBytes: 1024 * 1024, counters, ...clock });
  const encoder = createJsonEncoder(SCHEMAS.flat, { labels: {} });
  const payload = createPayload(2 * LIMITS.bytes);
  const append = (records: RecordBlock): void => {
    for (let row = 0; row < records.count; ) {
      row = encoder.append(records, row, payload, LIMITS);
      if (row < records.count || payload.length >= LIMITS.bytes) resetPayload(payload);
    }
  };
  const chain =
    settings &&
    createTransforms([settings], {
      source: SOURCE,
      countDropped: () => {},
      fieldNames: new Set(['time', 'message']),
      secret: () => Buffer.alloc(32),
      ...clock,
    });
  const surroundings = { context, delivery: { append }, ledger: { read: () => {} } };
  const consumer = new BlockConsumer({ source: SOURCE, chain }, surroundings);
  return (log) => {
    consumer.beginFile(1, 0, 'file');
    for (let at = 0; at < log.length; ) {
      const length = log.copy(block.bytes, 0, at, at + READ_BYTES);
      const taken = consumer.take(length, at);
      if (taken === 0) break;
      at += taken;
    }
    consumer.flushPartialLines();
  };
}
