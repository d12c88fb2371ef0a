import type { Counters } from '../record/counters.js';
import type { Diagnostics } from '../record/diagnostics.js';
import type { LogSource } from '../record/log-source.js';
import type { Marks } from '../record/payload.js';
import type { RecordBlock } from '../record/record-block.js';
import type { Sink } from '../record/sink.js';
import type { SinkStatus } from '../record/sink-status.js';
import type { Clock } from './clock.js';
import type { ParsedDeadLetter } from './dead-letters.js';
import type { DeliveryEvents } from './delivery-events.js';
import { type Connection, exchangeable } from './exchangeable-sink.js';
import { createLeavingSinks, type LeavingSinks } from './leaving-sinks.js';
import { createMemoryBudget, type MemoryBudget } from './memory-budget.js';
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
  readonly events: DeliveryEvents;
}

/** What becomes of a sink when the configuration changes. Those that are not named are removed. */
export type RouteChange =
  | { readonly kind: 'kept'; readonly name: string }
  | {
      readonly kind: 'new';
      readonly route: Route;
      /** Whether what waits for the sink of that name, if there is one, is sent by this route. */
      readonly takesOver: boolean;
    };

/** How long sinks may take to close, in milliseconds. */
const CLOSE_PATIENCE = 1000;

/** All sinks together: what is appended here goes to each of them. */
export class Delivery {
  readonly #options: DeliveryOptions;
  /** The events of the lanes, created once and shared by all. */
  readonly #events: DeliveryEvents;
  readonly #budget: MemoryBudget;
  readonly #leaving: LeavingSinks;
  /** The connections of sinks that are not closed. */
  readonly #connections = new Map<Sink, Connection>();
  #nextNumber = 0;
  #sinks: readonly SinkDelivery[];
  #onIdle: (() => void) | undefined;

  constructor(routes: readonly Route[], options: DeliveryOptions) {
    const { memory, readBytes } = options;
    this.#options = options;
    this.#events = { ...options.events, room: () => this.#onRoom() };
    this.#budget = createMemoryBudget(memory, readBytes * routes.length);
    this.#leaving = createLeavingSinks((sink, isSettled) => this.#onGone(sink, isSettled));
    this.#sinks = routes.map((route) => this.#createSink(this.#connect(route)));
  }

  /**
   * Goes on with other sinks: what is appended from now on goes to these. A sink that is `kept` keeps what waits for it; a
   * `new` one that takes over sends first what waits for the one of its name, and what was on its way to that one when it
   * has failed, or has no answer after `grace` milliseconds; of others, what waits is tried once more, and within `grace`
   * milliseconds becomes dead letters, if it was not taken.
   *
   * @param memory bytes of payload that all sinks together may hold from now on
   */
  reroute(changes: readonly RouteChange[], { memory, grace }: { memory: number; grace: number }): void {
    const before = new Map(this.#sinks.map((sink) => [sink.name, sink]));
    this.#budget.resize(memory, this.#options.readBytes * changes.length);
    this.#sinks = changes.map((change) => {
      const name = change.kind === 'kept' ? change.name : change.route.sink.name;
      const current = before.get(name);
      before.delete(name);
      if (change.kind === 'kept') return current!;
      const route = this.#connect(change.route);
      const successor = this.#createSink(route, current ?? this.#leaving.named(name).at(-1));
      if (current !== undefined) this.#leaving.add(current, successor);
      for (const earlier of this.#leaving.named(name)) {
        if (change.takesOver && !earlier.isRemoved) earlier.handOver(route);
        else this.#leaving.remove(earlier, grace);
      }
      return successor;
    });
    for (const removed of before.values()) this.#leaving.add(removed);
    for (const name of before.keys()) for (const sink of this.#leaving.named(name)) this.#leaving.remove(sink, grace);
    this.#leaving.look();
    this.#closeUnused(grace);
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
    return this.#leaving.all.length === 0 && this.#sinks.every((sink) => sink.isIdle);
  }

  /** Encodes the block's records for every sink that takes them (see `Lane.append`). */
  append(block: RecordBlock, alsoSettles: Marks): void {
    if (block.count === 0) return;
    for (const sink of this.#sinks) sink.append(block, alsoSettles);
    this.#options.counters.unrouted += this.#countUnrouted(block);
  }

  /**
   * Appends a record from its dead letter to the sink of its name, with which that file is settled up to `resumeOffset`;
   * false where there is no such sink, or the dead letter is none of its.
   */
  restore(deadLetter: ParsedDeadLetter, fileKey: number, resumeOffset: number): boolean {
    const sink = this.#sinks.find(({ name }) => name === deadLetter.sink);
    return sink?.restore(deadLetter, fileKey, resumeOffset) ?? false;
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
    return this.#sinks.map((sink) => sink.status(this.#leaving.named(sink.name).every(({ isUp }) => isUp)));
  }

  /**
   * Delivers all that was appended, or as much as can be within `grace` milliseconds, and closes the sinks. What waits
   * for a sink that is down is tried once more.
   */
  async drain(grace: number): Promise<void> {
    const overdue = setTimeout(() => this.#giveUp(grace), grace);
    await new Promise<void>((resolve) => {
      this.#onIdle = resolve;
      for (const sink of this.#all) sink.end();
      this.#tellIdle();
    });
    clearTimeout(overdue);
    await this.#close();
  }

  /** Those that nothing is appended to any more, and behind them the others. */
  get #all(): readonly SinkDelivery[] {
    return [...this.#leaving.all, ...this.#sinks];
  }

  /** A connection that cannot be closed must not keep podtail. */
  async #close(): Promise<void> {
    for (const sink of this.#all) sink.sayRest();
    let patience: NodeJS.Timeout | undefined;
    const enough = new Promise<void>((resolve) => {
      patience = setTimeout(resolve, CLOSE_PATIENCE);
    });
    await Promise.race([Promise.all([...this.#connections.values()].map((sink) => sink.close())), enough]);
    clearTimeout(patience);
  }

  /** Sinks may share what they are reached by: it is closed when none of them is there any more. */
  #connect(route: Route): Route {
    const connection = this.#connections.get(route.sink) ?? exchangeable(route.sink);
    this.#connections.set(route.sink, connection);
    return { ...route, sink: connection };
  }

  /** How many of the records go to no sink. */
  #countUnrouted(block: RecordBlock): number {
    if (this.#sinks.some(({ records }) => records.of(block.source) === 'all')) return 0;
    const tests = this.#sinks.flatMap(({ records }) => {
      const taken = records.of(block.source);
      return typeof taken === 'function' ? [taken] : [];
    });
    let unrouted = 0;
    for (let row = 0; row < block.count; row++) if (!tests.some((test) => test(block, row))) unrouted++;
    return unrouted;
  }

  #closeUnused(patience?: number): void {
    const used = new Set(this.#all.map(({ sink }) => sink));
    for (const [given, connection] of this.#connections) {
      if (used.has(connection)) continue;
      this.#connections.delete(given);
      connection.close(patience).catch((error: unknown) => this.#events.failed(error));
    }
  }

  #createSink(route: Route, predecessor?: SinkDelivery): SinkDelivery {
    const { clock, counters, diagnostics } = this.#options;
    return new SinkDelivery(route, {
      ...{ number: this.#nextNumber++, budget: this.#budget, clock, counters, diagnostics, events: this.#events },
      ...(predecessor === undefined ? {} : { predecessor }),
      onClosed: (sink, reason) => this.#onClosed(sink, reason),
    });
  }

  #onRoom(): void {
    this.#leaving.look();
    this.#tellIdle();
    this.#options.events.room();
  }

  #onClosed(sink: SinkDelivery, reason: string): void {
    const { diagnostics } = this.#options;
    diagnostics.info(`the sink ${sink.name} is closed: ${reason}`, { sink: sink.name });
    this.#leaving.look();
    this.#tellIdle();
    const isNeeded = !sink.isOptional || this.#sinks.every(({ isClosed }) => isClosed);
    if (isNeeded && !sink.isRemoved) this.#events.closed();
  }

  #onGone(sink: SinkDelivery, isSettled: boolean): void {
    sink.close();
    if (isSettled) this.#events.retired(sink.number);
    this.#closeUnused();
    this.#tellIdle();
    this.#options.events.room();
  }

  #tellIdle(): void {
    if (this.isIdle) this.#onIdle?.();
  }

  #giveUp(grace: number): void {
    for (const sink of this.#all) sink.giveUp();
    this.#options.diagnostics.warn(`some records were not delivered within shutdown.grace (${grace} ms)`, {
      read: this.#options.counters.records,
      delivered: this.#options.counters.delivered,
    });
    this.#onIdle?.();
  }
}
