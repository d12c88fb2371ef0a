import { setMaxListeners } from 'node:events';
import type { Counters } from '../record/counters.js';
import type { Diagnostics } from '../record/diagnostics.js';
import type { LogSource } from '../record/log-source.js';
import type { Marks, Payload } from '../record/payload.js';
import type { RecordBlock } from '../record/record-block.js';
import type { Sink } from '../record/sink.js';
import type { SinkStatus } from '../record/sink-status.js';
import { CircuitBreaker } from './circuit-breaker.js';
import type { Clock } from './clock.js';
import type { ParsedDeadLetter } from './dead-letters.js';
import type { DeliveryEvents } from './delivery-events.js';
import type { LogShare } from './destination.js';
import { Destinations, type OwnLaneOptions } from './destinations.js';
import type { LaneOptions } from './lane.js';
import type { LaneGroups } from './lane-groups.js';
import { LaneLimit } from './lane-limit.js';
import { type MemoryBudget, PAYLOADS_OF_LANE } from './memory-budget.js';
import { Pace } from './pace.js';
import { createPayloadPool, type PayloadPool } from './payload-pool.js';
import type { Route } from './route.js';
import { createRoutedRecords, type RoutedRecords } from './routed-records.js';
import { leftMessage, SinkTally } from './sink-tally.js';
import { rejectAll } from './verdict.js';
import { writeDeadLetters } from './write-dead-letters.js';

const TOO_SLOW = 'it is optional, and takes data too slowly';
const REMOVED = 'the sink was removed from the configuration';
/** The part of the memory that one optional sink may use. */
const OPTIONAL_SHARE = 1 / 8;

export interface SinkDeliveryOptions {
  /** What the sink is called in events. */
  readonly number: number;
  readonly budget: MemoryBudget;
  readonly clock: Clock;
  readonly counters: Counters;
  readonly diagnostics: Diagnostics;
  /** What was delivered to the same sink until now, and is to be before anything is sent here: this waits for `release`. */
  readonly predecessor?: SinkDelivery;
  readonly events: DeliveryEvents;
  /** The sink will never take anything again. */
  onClosed(sink: SinkDelivery, reason: string): void;
}

/** What was not sent in the end. */
interface Left {
  readonly payload: Payload;
  readonly options: LaneOptions;
}

/** The way to one sink: its lanes, and which log takes which. */
export class SinkDelivery {
  readonly number: number;
  readonly #route: Route;
  readonly records: RoutedRecords;
  /** Without the predecessor, which would be kept in memory, and all those before it. */
  readonly #options: Omit<SinkDeliveryOptions, 'predecessor'>;
  readonly #tally: SinkTally;
  readonly #destinations: Destinations;
  readonly #lanes: LaneGroups;
  readonly #pool: PayloadPool;
  readonly #abort = new AbortController();
  readonly #left: Left[] = [];
  #sink: Sink;
  #held: boolean;
  #removed = false;
  /** Whether something was sent. */
  #hasBegun = false;

  constructor(route: Route, options: SinkDeliveryOptions) {
    const { deadLetterFile, limits, lanes } = route.options;
    const { predecessor, ...own } = options;
    const { counters, diagnostics, clock, budget } = own;
    this.number = own.number;
    this.#route = route;
    this.records = createRoutedRecords(route);
    this.#options = own;
    this.#sink = route.sink;
    this.#held = predecessor !== undefined;
    this.#pool = createPayloadPool(limits, PAYLOADS_OF_LANE * lanes, budget);
    this.#tally =
      predecessor === undefined
        ? new SinkTally({ name: route.sink.name, deadLetterFile, counters, diagnostics, clock })
        : predecessor.#tally;
    this.#destinations = new Destinations({
      ...{ route, budget, clock, diagnostics, tally: this.#tally },
      laneOptions: (own) => this.#laneOptions(own),
    });
    this.#lanes = this.#destinations.lanes;
    // Each request in flight listens.
    setMaxListeners(0, this.#abort.signal);
  }

  /** Whether a read of that log may be appended; of all logs, if none is given. An optional sink never holds back. */
  hasRoom(source?: LogSource): boolean {
    if (this.isOptional || (source !== undefined && this.records.of(source) === 'none')) return true;
    if (source === undefined) return this.#lanes.lanes.every((lane) => lane.hasRoom);
    return this.#destinations.hasRoom(this.#destinations.logOf(source));
  }

  /** Whether a read of some log may be appended: to a lane that has room, or to one that is not made yet. */
  get hasAnyRoom(): boolean {
    if (this.isOptional || this.#route.takes || this.#destinations.areSeveral) return true;
    const { lanes } = this.#lanes;
    return lanes.length < this.#route.options.lanes || lanes.some((lane) => lane.hasRoom);
  }

  /** Encodes the block's records that come here (see `Lane.append`); an optional sink drops them where it has no room. */
  append(block: RecordBlock, alsoSettles: Marks): void {
    const records = this.records.select(block);
    if (records === undefined) return;
    const log = this.#destinations.logOf(block.source);
    if (this.isOptional && !this.#takesMore(log)) {
      this.#tally.dropped(records.count, TOO_SLOW);
      return;
    }
    log.usedAt = this.#options.clock.now();
    log.chooseLane();
    log.lane.append(log, records, alsoSettles);
  }

  /** Appends a record from its dead letter (see `Lane.restore`), all to the same lane. */
  restore({ id, record }: ParsedDeadLetter, fileKey: number, resumeOffset: number): boolean {
    const log = this.#destinations.logOf(undefined);
    log.usedAt = this.#options.clock.now();
    log.chooseLane();
    return log.lane.restore(log, record, id, fileKey, resumeOffset);
  }

  get name(): string {
    return this.#route.sink.name;
  }

  /** Where it sends to. */
  get sink(): Sink {
    return this.#sink;
  }

  /** Sends what is not to wait for more: at the start that is what there is, so that whoever waits for the first lines sees them. */
  flush(): void {
    if (this.#route.options.timeout > 0 && this.#hasBegun) return;
    this.#hasBegun ||= !this.isIdle;
    this.flushAll();
  }

  /** Sends all that there is. */
  flushAll(): void {
    for (const lane of this.#lanes.lanes) lane.flush();
  }

  /** Sends all that there is, and what waits for the sink is tried once more. */
  end(): void {
    this.flushAll();
    for (const { options } of this.#lanes.all) options.breaker.end();
  }

  /** Sends nothing any more. */
  abandon(): void {
    this.#held = false;
    for (const { options } of this.#lanes.all) options.breaker.shut();
  }

  /** The same, and does not wait for what is on its way. */
  giveUp(): void {
    this.#abort.abort();
    this.abandon();
  }

  /** All that the predecessor had is settled: sends what was held back. */
  release(): void {
    this.#held = false;
    for (const { options } of this.#lanes.all) options.breaker.release();
  }

  /** Nothing more will be appended: what there is goes the way of that route, at once. */
  handOver({ sink, options: { backoff, giveUpAfter } }: Route): void {
    if (sink !== this.#sink) this.#tally.sentBytesBefore += this.#sink.sentBytes ?? 0;
    this.#sink = sink;
    for (const { options } of this.#lanes.all) {
      Object.assign(options, { sink, backoff, giveUpAfter });
      options.breaker.retry(backoff);
    }
    for (const lane of this.#lanes.lanes) lane.leave();
  }

  /** The sink is no part of the configuration any more: a last try for what there is. */
  remove(): void {
    this.#removed = true;
    this.end();
  }

  /**
   * What a removed sink did not take goes to its dead letters; an optional one's is dropped. Both is counted, and then
   * nothing is left.
   */
  async settleLeft(): Promise<void> {
    for (const { payload, options } of this.#left.splice(0)) {
      const rejected = rejectAll({ reason: REMOVED, cause: 'removed' }, payload.records);
      const isKept = !this.isOptional && (await writeDeadLetters(payload, rejected, options));
      if (!isKept) this.#tally.dropped(payload.records, REMOVED);
    }
    this.#tally.sayRest();
  }

  /** Whether nothing is held here any more that could still be sent. */
  get isIdle(): boolean {
    return this.#lanes.lanes.every((lane) => lane.isIdle);
  }

  get isOptional(): boolean {
    return this.#route.options.optional;
  }

  /** Whether it waits for its predecessor. */
  get isHeld(): boolean {
    return this.#held;
  }

  get isRemoved(): boolean {
    return this.#removed;
  }

  get isClosed(): boolean {
    return this.#tally.closedBecause !== undefined;
  }

  /** Records that are neither delivered nor dead letters, though nothing more will be sent. */
  get left(): number {
    return this.#left.reduce((sum, { payload }) => sum + payload.records, 0);
  }

  /** There is nothing more for it to do. */
  close(): void {
    for (const group of this.#lanes.all) group.close();
  }

  get isUp(): boolean {
    return this.#lanes.areUp;
  }

  /** @param isUp whether those before it, which it waits for, are up */
  status(isUp = true): SinkStatus {
    const { isOptional } = this;
    const isSinkUp = isUp && this.isUp;
    return this.#tally.status(
      isOptional,
      isSinkUp,
      this.#sink.sentBytes,
      this.#destinations.status(),
      this.#lanes.inUse,
    );
  }

  /** Logs at the end what was not logged before, and what is left. */
  sayRest(): void {
    const { left, name } = this;
    this.#tally.sayRest();
    if (this.isOptional) this.#tally.countDropped(left);
    if (left === 0 || this.isClosed) return;
    this.#options.diagnostics.warn(leftMessage(left, name, this.isOptional), { sink: name });
  }

  #takesMore(log: LogShare): boolean {
    const isSmall = this.#tally.heldBytes < this.#options.budget.limit * OPTIONAL_SHARE;
    return !this.isClosed && isSmall && this.#destinations.hasRoom(log);
  }

  #laneOptions(own: OwnLaneOptions): LaneOptions {
    const { encoder, options } = this.#route;
    const { number, budget, clock, diagnostics, events } = this.#options;
    const { backoff, giveUpAfter, deadLetters, timeout, lanes } = options;
    const breaker = new CircuitBreaker(backoff, clock, this.#held);
    const laneOptions: LaneOptions = {
      ...{ sink: this.#sink, encoder, breaker, backoff, giveUpAfter, deadLetters, timeout, tally: this.#tally },
      ...{ number, budget, clock, diagnostics, signal: this.#abort.signal, events, ...own },
      pace: new Pace(),
      laneLimit: new LaneLimit(lanes, clock.now()),
      pool: this.#pool,
      holdsPositions: !this.isOptional,
      onLeft: (payload) => this.#left.push({ payload, options: laneOptions }),
      onClosed: () => this.#onClosed(),
    };
    return laneOptions;
  }

  #onClosed(): void {
    this.abandon();
    this.#options.onClosed(this, this.#tally.closedBecause ?? '');
  }
}
