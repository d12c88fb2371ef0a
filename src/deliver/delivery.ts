import { setMaxListeners } from 'node:events';
import type { Counters } from '../record/counters.js';
import type { Diagnostics } from '../record/diagnostics.js';
import type { LogSource } from '../record/log-source.js';
import type { Marks } from '../record/payload.js';
import type { RecordBlock } from '../record/record-block.js';
import type { SinkStatus } from '../record/sink-status.js';
import type { Clock } from './clock.js';
import type { ParsedLetter } from './dead-letters.js';
import { createMemoryBudget } from './memory-budget.js';
import type { Route } from './route.js';
import { SinkDelivery } from './sink-delivery.js';

export interface DeliveryOptions {
  /** Bytes of payload that all sinks together may hold. */
  readonly memory: number;
  /** Bytes that one read usually becomes for one sink. */
  readonly readBytes: number;
  readonly clock: Clock;
  readonly counters: Counters;
  readonly diagnostics: Diagnostics;
  /**
   * A payload for the sink of that index has got its first record of that physical file. This and `onSettled` are not
   * said of optional sinks: what these have not taken holds no position back.
   */
  onCarried(sink: number, fileKey: number): void;
  /** The sink of that index has settled a payload: all before the offset of that file is settled there. */
  onSettled(sink: number, fileKey: number, resumeOffset: number): void;
  /** There may be room again, or all is settled. */
  onRoom(): void;
  /** A sink is gone for good without which there is no going on, or the last of them. */
  onClosed(): void;
  onError(error: unknown): void;
}

/** How long sinks may take to close, in milliseconds. */
const CLOSE_PATIENCE = 1000;

/** All sinks together: what is appended here goes to each of them. */
export class Delivery {
  readonly #options: DeliveryOptions;
  readonly #sinks: readonly SinkDelivery[];
  readonly #abort = new AbortController();
  #onIdle: (() => void) | undefined;

  constructor(routes: readonly Route[], options: DeliveryOptions) {
    const { memory, readBytes } = options;
    this.#options = options;
    // Each request in flight listens, and there is no bound to the parts of a sink.
    setMaxListeners(0, this.#abort.signal);
    const budget = createMemoryBudget(memory, readBytes * routes.length);
    this.#sinks = routes.map((route, index) => this.#createSink(route, index, budget));
  }

  /** Whether a read of that log may be appended; of all logs, if none is given. */
  hasRoom(source?: LogSource): boolean {
    return this.#sinks.every((sink) => sink.hasRoom(source));
  }

  /** Whether there is a log of which a read may be appended, or may be one: where not, `onRoom` says when to ask again. */
  get hasAnyRoom(): boolean {
    return this.#sinks.every((sink) => sink.hasAnyRoom);
  }

  /** Whether all that was appended is settled, or cannot be any more. */
  get isIdle(): boolean {
    return this.#sinks.every((sink) => sink.isIdle);
  }

  /** Encodes the block's records for every sink (see `Lane.append`). */
  append(block: RecordBlock, alsoSettles: Marks): void {
    if (block.count === 0) return;
    for (const sink of this.#sinks) sink.append(block, alsoSettles);
  }

  /**
   * Appends a record from its dead letter to the sink of its name, with which that file is settled up to `resumeOffset`;
   * false where there is no such sink, or the letter is none of its.
   */
  restore(letter: ParsedLetter, fileKey: number, resumeOffset: number): boolean {
    const sink = this.#sinks.find(({ name }) => name === letter.sink);
    return sink?.restore(letter, fileKey, resumeOffset) ?? false;
  }

  /** The reading pauses: sends what is not to wait for more. */
  flush(): void {
    for (const sink of this.#sinks) sink.flush();
  }

  /** Nothing more will be appended: sends all that there is. */
  flushAll(): void {
    for (const sink of this.#sinks) sink.flushAll();
  }

  /** How each sink is doing. */
  status(): SinkStatus[] {
    return this.#sinks.map((sink) => sink.status());
  }

  /**
   * Delivers all that was appended, or as much as can be within `grace` milliseconds, and closes the sinks. What waits
   * for a sink that is down is tried once more.
   */
  async drain(grace: number): Promise<void> {
    const overdue = setTimeout(() => this.#giveUp(grace), grace);
    await new Promise<void>((resolve) => {
      this.#onIdle = resolve;
      for (const sink of this.#sinks) sink.end();
      this.#tellIdle();
    });
    clearTimeout(overdue);
    await this.#close();
  }

  /** A connection that cannot be closed must not keep podtail. */
  async #close(): Promise<void> {
    let patience: NodeJS.Timeout | undefined;
    const enough = new Promise<void>((resolve) => {
      patience = setTimeout(resolve, CLOSE_PATIENCE);
    });
    await Promise.race([Promise.all(this.#sinks.map((sink) => sink.close())), enough]);
    clearTimeout(patience);
  }

  #createSink(route: Route, index: number, budget: ReturnType<typeof createMemoryBudget>): SinkDelivery {
    const { clock, counters, diagnostics, onCarried, onSettled, onRoom, onClosed, onError } = this.#options;
    return new SinkDelivery(route, {
      budget,
      clock,
      counters,
      diagnostics,
      signal: this.#abort.signal,
      onCarried: (fileKey) => (route.options.optional ? undefined : onCarried(index, fileKey)),
      onSettled: (fileKey, offset) => (route.options.optional ? undefined : onSettled(index, fileKey, offset)),
      onRoom: () => {
        this.#tellIdle();
        onRoom();
      },
      onClosed: (reason) => {
        const { name } = route.sink;
        diagnostics.info(`the sink ${name} takes nothing any more: ${reason}`, { sink: name });
        this.#tellIdle();
        const isNeeded = !route.options.optional || this.#sinks.every((sink) => sink.isClosed);
        if (isNeeded) onClosed();
      },
      onError,
    });
  }

  #tellIdle(): void {
    if (this.isIdle) this.#onIdle?.();
  }

  #giveUp(grace: number): void {
    this.#abort.abort();
    for (const sink of this.#sinks) sink.abandon();
    this.#options.diagnostics.warn(`not all was delivered within shutdown.grace (${grace} ms)`, {
      read: this.#options.counters.records,
      delivered: this.#options.counters.delivered,
    });
    this.#onIdle?.();
  }
}
