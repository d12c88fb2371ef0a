import type { DestinationStatus } from '../record/sink-status.js';
import type { HeldLog } from './batch.js';
import type { Lane } from './lane.js';
import type { LaneGroup } from './lane-groups.js';
import type { Failure } from './outage-log.js';

const NEVER = -1;

/**
 * A destination: a part of a sink that takes or refuses data on its own. It is the whole sink, a tenant, an index or a
 * stream.
 */
export class Destination {
  /** Undefined if it is the whole sink. */
  readonly name: string | undefined;
  /** The lanes for its records while it takes data. */
  readonly usual: LaneGroup;
  /** The lane for its records while it is set aside. Undefined while it takes data. */
  aside: LaneGroup | undefined;
  /** Logs whose records go there. */
  readonly members = new Set<LogShare>();
  /** Bytes held for its logs. */
  heldBytes = 0;
  /** The sink's number of set-aside destinations when this one last took something. Negative if it never did. */
  provenAt = NEVER;
  /** How often it refused records. */
  refusals = 0;
  /** When it last refused records, in milliseconds of the clock, and why. */
  refusedAt = Number.NEGATIVE_INFINITY;
  lastRefusal: { readonly reason: string; readonly status?: number; readonly time: number } | undefined;

  constructor(name: string | undefined, usual: LaneGroup) {
    this.name = name;
    this.usual = usual;
  }

  /** Whether it took the last records that were sent to it. */
  get isUp(): boolean {
    return (this.aside ?? this.usual).isUp;
  }

  /** It has refused records. */
  refused({ reason, status }: Failure, now: number, time: number): void {
    this.refusals++;
    this.refusedAt = now;
    this.lastRefusal = { reason, time, ...(status === undefined ? {} : { status }) };
  }

  status(name: string): DestinationStatus {
    return {
      name,
      state: this.isUp ? 'up' : 'retrying',
      isAside: this.aside !== undefined,
      heldBytes: this.heldBytes,
      refusals: this.refusals,
      ...(this.lastRefusal === undefined ? {} : { lastError: this.lastRefusal }),
    };
  }
}

/** Counters that all logs of a sink share. */
export interface SharedBytes {
  /** Adds to the held bytes. Negative: fewer are held. */
  hold(bytes: number): void;
  /** The part of these bytes that belongs to logs of which nothing was delivered yet. */
  newBytes: number;
  /** How many destinations the sink has set aside so far. */
  readonly refusals: number;
}

/** A log from the view of one sink. */
export class LogShare implements HeldLog {
  /** Identifies the records that keep one order. Logs with the same key share it. */
  readonly key: string;
  /** The destination of its records while it takes data. */
  readonly home: Destination;
  /** The present destination of its records. */
  destination: Destination;
  /** Determines its lane, for any number of lanes. */
  readonly #hash: number;
  /** The number of its lane among the lanes of its home, while something is held. */
  #laneNumber = 0;
  readonly #shared: SharedBytes;
  heldBytes = 0;
  /** When its last record was appended, in milliseconds of the clock. */
  usedAt = 0;
  /** Whether it was unused for long. If the log writes again, a new `LogShare` represents it. */
  isForgotten = false;
  #provenAt = NEVER;

  constructor(key: string, home: Destination, shared: SharedBytes) {
    this.key = key;
    this.home = home;
    this.destination = home;
    this.#hash = hashOf(key);
    this.#shared = shared;
  }

  get isAside(): boolean {
    return this.destination.members.has(this);
  }

  /**
   * The lane for its records. It changes with the number of lanes in use, and only while nothing of the log is held: so its
   * records keep their order.
   */
  get lane(): Lane {
    const { aside } = this.destination;
    if (aside !== undefined && this.isAside) return aside.lane(0);
    return this.home.usual.lane(this.heldBytes > 0 ? this.#laneNumber : this.#usualNumber);
  }

  get #usualNumber(): number {
    return this.#hash % this.home.usual.options.laneLimit.lanes;
  }

  /** Chooses the lane before an append. Later records take the same lane while anything is held. */
  chooseLane(): void {
    if (this.heldBytes === 0) this.#laneNumber = this.#usualNumber;
  }

  /** Whether records of it, or of its destination, were delivered since the sink last set a destination aside. */
  get isProven(): boolean {
    const { name, provenAt } = this.home;
    return Math.max(this.#provenAt, name === undefined ? NEVER : provenAt) >= this.#shared.refusals;
  }

  hold(bytes: number): void {
    this.heldBytes += bytes;
    this.destination.heldBytes += bytes;
    this.#shared.hold(bytes);
    if (this.#provenAt === NEVER) this.#shared.newBytes += bytes;
  }

  delivered(): void {
    if (this.#provenAt === NEVER) this.#shared.newBytes -= this.heldBytes;
    this.#provenAt = this.#shared.refusals;
    this.destination.provenAt = this.#shared.refusals;
  }

  /** Sends its records to the lane of a destination that is set aside. */
  join(destination: Destination): void {
    this.#move(destination);
    destination.members.add(this);
  }

  /** Sends its records with those of others again. Nothing of it may be held. */
  leave(): void {
    this.destination.members.delete(this);
    this.#move(this.home);
  }

  #move(destination: Destination): void {
    this.destination.heldBytes -= this.heldBytes;
    destination.heldBytes += this.heldBytes;
    this.destination = destination;
  }
}

/** FNV-1a over the text's UTF-16 units: http://www.isthe.com/chongo/tech/comp/fnv/ */
function hashOf(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return value;
}
