import type { Counters } from '../record/counters.js';
import type { Diagnostics } from '../record/diagnostics.js';
import type { LogSource } from '../record/log-source.js';
import type { Marks } from '../record/payload.js';
import type { RecordBlock } from '../record/record-block.js';
import type { SinkStatus } from '../record/sink-status.js';
import type { Clock } from './clock.js';
import type { ParsedLetter } from './dead-letters.js';
import { Gate } from './gate.js';
import { Lane, type LaneOptions } from './lane.js';
import { type MemoryBudget, PAYLOADS_OF_LANE } from './memory-budget.js';
import { createPayloadPool, type PayloadPool } from './payload-pool.js';
import type { Route } from './route.js';
import { SinkTally } from './sink-tally.js';

/** The part of the memory that one optional sink may use. */
const OPTIONAL_SHARE = 1 / 8;

export interface SinkDeliveryOptions {
  readonly budget: MemoryBudget;
  readonly clock: Clock;
  readonly counters: Counters;
  readonly diagnostics: Diagnostics;
  readonly signal: AbortSignal;
  onCarried(fileKey: number): void;
  onSettled(fileKey: number, resumeOffset: number): void;
  onRoom(): void;
  onClosed(reason: string): void;
  onError(error: unknown): void;
}

/** The lanes of a part of a sink that is up or down by itself. */
interface Partition {
  readonly gate: Gate;
  readonly options: LaneOptions;
  /** By their number; made when they are first needed. */
  readonly lanes: (Lane | undefined)[];
}

/** The way to one sink: its lanes, and which log takes which. */
export class SinkDelivery {
  readonly #route: Route;
  readonly #options: SinkDeliveryOptions;
  readonly #tally: SinkTally;
  readonly #partitions = new Map<string, Partition>();
  readonly #lanes: Lane[] = [];
  readonly #laneOf = new WeakMap<LogSource, Lane>();
  readonly #pool: PayloadPool;

  constructor(route: Route, options: SinkDeliveryOptions) {
    const { optional, deadLetterFile, limits, lanes } = route.options;
    const { counters, diagnostics, clock, budget } = options;
    this.#route = route;
    this.#options = options;
    this.#pool = createPayloadPool(limits, PAYLOADS_OF_LANE * lanes, budget);
    this.#tally = new SinkTally({ name: route.sink.name, optional, deadLetterFile, counters, diagnostics, clock });
  }

  /** Whether a read of that log may be appended; of all logs, if none is given. An optional sink never holds back. */
  hasRoom(source?: LogSource): boolean {
    if (this.#route.options.optional) return true;
    return source === undefined ? this.#lanes.every((lane) => lane.hasRoom) : this.#lane(source).hasRoom;
  }

  /** Whether a read of some log may be appended: to a lane that has room, or to one that is not made yet. */
  get hasAnyRoom(): boolean {
    const { options, partition } = this.#route;
    if (options.optional || partition !== undefined || this.#lanes.length < options.lanes) return true;
    return this.#lanes.some((lane) => lane.hasRoom);
  }

  /** Encodes the block's records (see `Lane.append`); an optional sink drops them where it has no room. */
  append(block: RecordBlock, alsoSettles: Marks): void {
    const lane = this.#lane(block.source);
    if (this.#route.options.optional && !this.#takesMore(lane)) this.#tally.dropped(block.count);
    else lane.append(block, alsoSettles);
  }

  /** Appends a record from its dead letter (see `Lane.restore`), all to the same lane. */
  restore({ id, record }: ParsedLetter, fileKey: number, resumeOffset: number): boolean {
    return this.#laneNumbered(0, this.#partition(undefined)).restore(record, id, fileKey, resumeOffset);
  }

  get name(): string {
    return this.#route.sink.name;
  }

  /** Sends what is not to wait for more. */
  flush(): void {
    if (this.#route.options.timeout === 0) this.flushAll();
  }

  /** Sends all that there is. */
  flushAll(): void {
    for (const lane of this.#lanes) lane.flush();
  }

  /** Sends all that there is, and what waits for the sink is tried once more. */
  end(): void {
    this.flushAll();
    for (const { gate } of this.#partitions.values()) gate.end();
  }

  /** Sends nothing any more. */
  abandon(): void {
    for (const { gate } of this.#partitions.values()) gate.shut();
  }

  /** Whether nothing is held here any more that could still be sent. */
  get isIdle(): boolean {
    return this.#lanes.every((lane) => lane.isIdle);
  }

  get isOptional(): boolean {
    return this.#route.options.optional;
  }

  get isClosed(): boolean {
    return this.#tally.closedBecause !== undefined;
  }

  status(): SinkStatus {
    return this.#tally.status(
      [...this.#partitions.values()].every(({ gate }) => gate.isUp),
      this.#route.sink.sentBytes,
    );
  }

  async close(): Promise<void> {
    const { left, closedBecause } = this.#tally;
    const { name } = this.#route.sink;
    this.#tally.sayRest();
    if (this.isOptional) this.#tally.countDropped(left);
    if (left > 0 && closedBecause === undefined) {
      const what = `${left} records were not delivered to the sink ${name}, which did not take them at the last try`;
      const then = this.isOptional
        ? 'it is optional, so they are dropped'
        : 'with --state-dir they are read again at the next start';
      this.#options.diagnostics.warn(`${what}; ${then}`, { sink: name });
    }
    await this.#route.sink.close();
  }

  #takesMore(lane: Lane): boolean {
    return !this.isClosed && lane.hasRoom && this.#tally.heldBytes < this.#options.budget.limit * OPTIONAL_SHARE;
  }

  #lane(source: LogSource): Lane {
    const known = this.#laneOf.get(source);
    if (known !== undefined) return known;
    const lane = this.#laneNumbered(
      hash(source.path) % this.#route.options.lanes,
      this.#partition(this.#route.partition?.(source)),
    );
    this.#laneOf.set(source, lane);
    return lane;
  }

  #laneNumbered(number: number, { lanes, options }: Partition): Lane {
    const lane = lanes[number] ?? this.#createLane(options);
    lanes[number] = lane;
    return lane;
  }

  #createLane(options: LaneOptions): Lane {
    const lane = new Lane(options);
    this.#lanes.push(lane);
    this.#options.budget.lanes++;
    return lane;
  }

  #partition(name: string | undefined): Partition {
    const key = name ?? '';
    let partition = this.#partitions.get(key);
    if (partition === undefined) {
      const gate = new Gate(this.#route.options.backoff, this.#options.clock);
      partition = { gate, options: this.#laneOptions(gate, name), lanes: [] };
      this.#partitions.set(key, partition);
    }
    return partition;
  }

  #laneOptions(gate: Gate, partition: string | undefined): LaneOptions {
    const { sink, encoder, options } = this.#route;
    const { budget, clock, diagnostics, signal, onCarried, onSettled, onRoom, onError } = this.#options;
    const { backoff, giveUpAfter, deadLetters, timeout } = options;
    return {
      ...{ sink, encoder, gate, backoff, giveUpAfter, deadLetters, timeout, tally: this.#tally },
      ...{ budget, clock, diagnostics, signal, onCarried, onRoom, onError },
      subject: partition === undefined ? `the sink ${sink.name}` : `the sink ${sink.name}, for ${partition},`,
      pool: this.#pool,
      onTooLarge: (bytes) => this.#pool.shrinkBelow(bytes),
      onSettled: (payload) => {
        for (const [fileKey, resumeOffset] of payload.settles) onSettled(fileKey, resumeOffset);
      },
      onClosed: () => this.#onClosed(),
    };
  }

  #onClosed(): void {
    this.abandon();
    this.#options.onClosed(this.#tally.closedBecause ?? '');
  }
}

/** FNV-1a over the text's UTF-16 units: http://www.isthe.com/chongo/tech/comp/fnv/ */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return value;
}
