import type { Ledger } from '../checkpoint/ledger.js';
import type { DecodeContext } from '../decode/decode-context.js';
import type { Delivery } from '../deliver/delivery.js';
import type { Counters } from '../record/counters.js';
import type { Diagnostics } from '../record/diagnostics.js';
import type { ConfigChanges } from './config-changes.js';
import type { LiveTail } from './live-tail.js';
import type { PipelineConfig } from './pipeline-config.js';
import type { RunControl } from './run-control.js';
import type { SourceTransforms } from './source-transforms.js';
import type { Subscribers } from './subscribers.js';

/** The parts that are created once for each pipeline. Read a part that a reload can replace at each use. */
export interface PipelineParts {
  config: PipelineConfig;
  readonly diagnostics: Diagnostics;
  readonly counters: Counters;
  readonly context: DecodeContext;
  readonly ledger: Ledger;
  readonly delivery: Delivery;
  readonly liveTail: LiveTail;
  readonly control: RunControl;
  transforms: SourceTransforms;
  /** Called after a reload that changed these keys. */
  readonly reloads: Subscribers<[keys: ConfigChanges['keys']]>;
}

/**
 * Delivers what was read, after the reading has ended. There is no limit of time until the run is stopped. Then it has
 * `shutdown.grace`.
 */
export async function deliverRest({
  delivery,
  control,
  config,
}: Pick<PipelineParts, 'delivery' | 'control' | 'config'>): Promise<void> {
  control.end();
  const idle = new Promise<void>((resolve) => {
    const look = (): void => {
      if (delivery.isIdle) resolve();
    };
    control.room.subscribe(look);
    delivery.flushAll();
    look();
  });
  await Promise.race([idle, control.stopped]);
  await delivery.drain(config.shutdown.grace);
}

/** Monotonic milliseconds since the process began. */
export function monotonicNow(): number {
  return performance.now();
}
