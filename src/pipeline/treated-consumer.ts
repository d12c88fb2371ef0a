import type { LogSource } from '../record/log-source.js';
import type { LineConsumer } from '../tail/line-consumer.js';
import { createBlockConsumer } from './block-consumer.js';
import type { PipelineParts } from './pipeline-parts.js';

/** What takes the lines of all sources. */
export interface TreatedConsumers {
  create(source: LogSource): LineConsumer;
  /** Ships what waits for more in that source's consumer, if it has one. */
  flush(source: LogSource): void;
}

export function createTreatedConsumers(parts: PipelineParts): TreatedConsumers {
  const consumers = new WeakMap<LogSource, LineConsumer>();
  return {
    create(source) {
      const consumer = createTreatedConsumer(parts, source);
      consumers.set(source, consumer);
      return consumer;
    },
    flush: (source) => consumers.get(source)?.flushPartialLines(),
  };
}

/** What takes the lines of a source, with the transforms that the configuration has at the time for it. */
export function createTreatedConsumer(parts: PipelineParts, source: LogSource): LineConsumer {
  let transforms = parts.transforms;
  let treatment = transforms.treat(source);
  const exchange = () => {
    if (parts.transforms === transforms) return undefined;
    transforms = parts.transforms;
    const before = treatment;
    treatment = transforms.treat(source, before);
    return treatment === before ? undefined : treatment;
  };
  const { context, liveTail, ledger } = parts;
  const delivery = liveTail.before(parts.delivery);
  return createBlockConsumer(treatment.source, context, delivery, ledger, treatment.chain, exchange);
}
