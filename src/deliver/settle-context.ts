import type { Diagnostics } from '../record/diagnostics.js';
import type { Encoder, Sink } from '../record/sink.js';
import type { Backoff } from './backoff.js';
import type { CircuitBreaker } from './circuit-breaker.js';
import type { Clock } from './clock.js';
import type { DeadLetters } from './dead-letters.js';
import type { SinkTally } from './sink-tally.js';

/** What settling a payload needs: the same for all lanes that share a breaker. */
export interface SettleContext {
  /** Exchanged, as the next two are, where a changed configuration says another way to the same sink. */
  sink: Sink;
  readonly encoder: Encoder;
  readonly breaker: CircuitBreaker;
  backoff: Backoff;
  /** Milliseconds after which what cannot be delivered becomes dead letters; Infinity for never. */
  giveUpAfter: number;
  readonly deadLetters: DeadLetters;
  readonly tally: SinkTally;
  readonly diagnostics: Diagnostics;
  readonly clock: Clock;
  /** Aborts when podtail has to be gone: nothing is sent after that. */
  readonly signal: AbortSignal;
  /** What the breaker protects, in messages: the sink, or one tenant of it. */
  readonly subject: string;
  /** The sink refused a request of so many bytes as too large. */
  onTooLarge(bytes: number): void;
}
