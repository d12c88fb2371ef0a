import type { LogSource } from '../record/log-source.js';
import type { LineConsumer } from '../tail/line-consumer.js';
import { BlockConsumer, type BlockSurroundings } from './block-consumer.js';
import { type CatchUp, UNBOUNDED } from './catch-up.js';
import type { PipelineParts } from './pipeline-parts.js';
import { NO_PODS, type Pods } from './pods.js';

/** Creates and keeps the consumers of all sources. */
export interface TreatedConsumers {
  create(source: LogSource): LineConsumer;
  /** Ships incomplete lines and records of that source's consumer, if it has one. */
  flush(source: LogSource): void;
}

export function createTreatedConsumers(parts: PipelineParts, pods: Pods, catchUp: CatchUp): TreatedConsumers {
  const consumers = new WeakMap<LogSource, LineConsumer>();
  const surroundings = surroundingsOf(parts, catchUp);
  return {
    create(source) {
      const consumer = catchUp.watch(source, createTreatedConsumer(parts, source, pods, surroundings));
      consumers.set(source, consumer);
      return consumer;
    },
    flush: (source) => consumers.get(source)?.flushPartialLines(),
  };
}

/** Creates the consumer of a source. It uses the transforms of the current configuration. */
export function createTreatedConsumer(
  parts: PipelineParts,
  source: LogSource,
  pods: Pick<Pods, 'describe'> = NO_PODS,
  surroundings: BlockSurroundings = surroundingsOf(parts, UNBOUNDED),
): LineConsumer {
  let transforms = parts.transforms;
  let told = pods.describe(source);
  let treatment = transforms.treat(source, undefined, told);
  const exchange = () => {
    const toldNow = pods.describe(source);
    if (parts.transforms === transforms && toldNow === told) return undefined;
    transforms = parts.transforms;
    told = toldNow;
    const before = treatment;
    treatment = transforms.treat(source, before, told);
    return treatment === before ? undefined : treatment;
  };
  return new BlockConsumer(treatment, surroundings, exchange);
}

function surroundingsOf(
  { context, ledger, liveTail, delivery }: PipelineParts,
  catchUp: Pick<CatchUp, 'before'>,
): BlockSurroundings {
  return { context, ledger, delivery: catchUp.before(liveTail.before(delivery)) };
}
