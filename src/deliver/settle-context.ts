import type { Diagnostics } from '../record/diagnostics.js';
import type { Encoder, RefusedRecords, Sink } from '../record/sink.js';
import type { Backoff } from './backoff.js';
import type { Batch, HeldLog } from './batch.js';
import type { CircuitBreaker } from './circuit-breaker.js';
import type { Clock } from './clock.js';
import type { DeadLetters } from './dead-letters.js';
import type { DeliveryEvents } from './delivery-events.js';
import type { LaneLimit } from './lane-limit.js';
import type { OutageLog } from './outage-log.js';
import type { Pace } from './pace.js';
import type { PayloadPool } from './payload-pool.js';
import type { SinkTally } from './sink-tally.js';

/** The answer of a destination about records that it did not take. */
export type Refusal = Omit<RefusedRecords, 'records'>;

/** What settling a batch needs: the same for all lanes that share a breaker. */
export interface SettleContext {
  /** Exchanged, as the next two are, where a changed configuration says another way to the same sink. */
  sink: Sink;
  readonly encoder: Encoder;
  readonly breaker: CircuitBreaker;
  readonly pace: Pace;
  readonly laneLimit: LaneLimit;
  backoff: Backoff;
  /** Milliseconds after which what cannot be delivered becomes dead letters; Infinity for never. */
  giveUpAfter: number;
  readonly deadLetters: DeadLetters;
  readonly tally: SinkTally;
  readonly diagnostics: Diagnostics;
  readonly outages: OutageLog;
  readonly events: DeliveryEvents;
  readonly clock: Clock;
  /** Aborts when podtail is stopping: nothing is sent after that. */
  readonly signal: AbortSignal;
  /** What the breaker protects, in messages: the sink, or one destination of it. */
  readonly subject: string;
  readonly pool: PayloadPool;
  /** Whether there are other destinations than the lane's: then what waits for this one is kept small. */
  readonly hasOthers: boolean;
  /**
   * Sets logs aside, by who refused them, with what the batch still had of each: it is sent elsewhere. Undefined where the
   * lane is that of a destination that was set aside: there, what is refused waits.
   */
  readonly setAside: ((refusals: ReadonlyMap<HeldLog, Refusal>, batch: Batch) => void) | undefined;
}
