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

/** What is created once for each pipeline. A part that a reload can replace has to be asked for each time. */
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
  /** The configuration was exchanged for one with other values of these keys. */
  readonly reloads: Subscribers<[keys: ConfigChanges['keys']]>;
}

/**
 * After the reading: delivers what was read, as long as that takes, but within `shutdown.grace` once the run is stopped.
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

/** Milliseconds since the process began, never falling. */
export function monotonicNow(): number {
  return performance.now();
}
