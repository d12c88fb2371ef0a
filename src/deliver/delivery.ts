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
  /** Maximum bytes of payload that all sinks may hold together. */
  readonly memory: number;
  /** Bytes of payload that one read usually yields for one sink. */
  readonly readBytes: number;
  readonly clock: Clock;
  readonly counters: Counters;
  readonly diagnostics: Diagnostics;
  readonly events: DeliveryEvents;
}

/** What happens to a sink at a reload. Sinks that are not in the list are removed. */
export type RouteChange =
  | { readonly kind: 'kept'; readonly name: string }
  | {
      readonly kind: 'new';
      readonly route: Route;
      /** Whether this route sends what waits for the old sink of the same name, if there is one. */
      readonly takesOver: boolean;
    };

/** How long the closing of sinks may take, in milliseconds. */
const CLOSE_PATIENCE = 1000;

/** Delivers records to all sinks. */
export class Delivery {
  readonly #options: DeliveryOptions;
  /** The events of the lanes. All lanes share them. */
  readonly #events: DeliveryEvents;
  readonly #budget: MemoryBudget;
  readonly #leaving: LeavingSinks;
  /** Connections of sinks that are not closed yet. */
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
   * Changes the sinks: records that are appended from now on go to these.
   *
   * - A `kept` sink keeps what waits for it.
   * - A `new` sink that takes over first sends what waits for the old sink of its name. It also sends what the old sink
   *   had in flight, if that fails or has no answer after `grace` milliseconds.
   * - What waits for any other old sink is tried once more. What it does not take within `grace` milliseconds becomes
   *   dead letters.
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

  /** Whether there is room for a read of that log, or of every log if none is given. */
  hasRoom(source?: LogSource): boolean {
    return this.#sinks.every((sink) => sink.hasRoom(source));
  }

  /** Whether some log may have room for a read. If not, `onRoom` tells when to ask again. */
  get hasAnyRoom(): boolean {
    return this.#sinks.every((sink) => sink.hasAnyRoom);
  }

  /** Whether everything that was appended is settled, or cannot be settled any more. */
  get isIdle(): boolean {
    return this.#leaving.all.length === 0 && this.#sinks.every((sink) => sink.isIdle);
  }

  /** Encodes the records of a block for every sink that takes them (see `Lane.append`). */
  append(block: RecordBlock, alsoSettles: Marks): void {
    if (block.count === 0) return;
    for (const sink of this.#sinks) sink.append(block, alsoSettles);
    this.#options.counters.unrouted += this.#countUnrouted(block);
  }

  /**
   * Appends the record of a dead letter to the sink that it names. Its delivery settles that file up to `resumeOffset`.
   * Returns false if there is no such sink, or if the dead letter is not one of its own.
   */
  restore(deadLetter: ParsedDeadLetter, fileKey: number, resumeOffset: number): boolean {
    const sink = this.#sinks.find(({ name }) => name === deadLetter.sink);
    return sink?.restore(deadLetter, fileKey, resumeOffset) ?? false;
  }

  /** Called when the reading pauses. Sends the payloads that do not wait for a timeout. */
  flush(): void {
    for (const sink of this.#sinks) sink.flush();
  }

  /** Sends everything. To be called after the last append. */
  flushAll(): void {
    for (const sink of this.#sinks) sink.flushAll();
  }

  /** The status of each sink. */
  status(): SinkStatus[] {
    return this.#sinks.map((sink) => sink.status(this.#leaving.named(sink.name).every(({ isUp }) => isUp)));
  }

  /**
   * Delivers everything that was appended, or as much as possible within `grace` milliseconds, and closes the sinks.
   * What waits for a sink that is down is tried once more.
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

  /** The sinks that are leaving, and then the current ones. */
  get #all(): readonly SinkDelivery[] {
    return [...this.#leaving.all, ...this.#sinks];
  }

  /** A connection that does not close must not delay the end of podtail. */
  async #close(): Promise<void> {
    for (const sink of this.#all) sink.sayRest();
    let patience: NodeJS.Timeout | undefined;
    const enough = new Promise<void>((resolve) => {
      patience = setTimeout(resolve, CLOSE_PATIENCE);
    });
    await Promise.race([Promise.all([...this.#connections.values()].map((sink) => sink.close())), enough]);
    clearTimeout(patience);
  }

  /** Sinks may share a connection. It is closed once none of them uses it. */
  #connect(route: Route): Route {
    const connection = this.#connections.get(route.sink) ?? exchangeable(route.sink);
    this.#connections.set(route.sink, connection);
    return { ...route, sink: connection };
  }

  /** The number of records that no sink takes. */
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
