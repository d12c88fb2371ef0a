import type { DestinationStatus } from '../record/sink-status.js';
import type { HeldLog } from './batch.js';
import type { Lane } from './lane.js';
import type { LaneGroup } from './lane-groups.js';
import type { Failure } from './outage-log.js';

const NEVER = -1;

/** Where records end up that are taken, or not, by themselves: the whole sink, a tenant of it, an index, a stream. */
export class Destination {
  /** Undefined if it is the whole sink. */
  readonly name: string | undefined;
  /** Where its records go while it takes them. */
  readonly usual: LaneGroup;
  /** The one lane where its records go since it refused some; undefined if it is not set aside. */
  aside: LaneGroup | undefined;
  /** Logs whose records go there. */
  readonly members = new Set<LogShare>();
  /** What is held for its logs, in bytes. */
  heldBytes = 0;
  /** How many destinations the sink had set aside when it last took something; below 0: it never did. */
  provenAt = NEVER;
  /** How often it has refused records. */
  refusals = 0;
  /** When it last did, in milliseconds of the clock, and why. */
  refusedAt = Number.NEGATIVE_INFINITY;
  lastRefusal: { readonly reason: string; readonly status?: number; readonly time: number } | undefined;

  constructor(name: string | undefined, usual: LaneGroup) {
    this.name = name;
    this.usual = usual;
  }

  /** Whether it took what it was sent last. */
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

/** What all logs of a sink share. */
export interface SharedBytes {
  /** `bytes` more are held, or, below 0, fewer. */
  hold(bytes: number): void;
  /** Of these, what is held for logs of which nothing was ever delivered. */
  newBytes: number;
  /** How many destinations the sink has set aside up to now. */
  readonly refusals: number;
}

/** A log, as far as one sink is concerned. */
export class LogShare implements HeldLog {
  /** What it has in common with all records that are kept in order with its own. */
  readonly key: string;
  /** Where its records go while that takes them. */
  readonly home: Destination;
  /** Where they go now. */
  destination: Destination;
  readonly #hash: number;
  /** The number of its lane, among those of its home, while something is held. */
  #laneNumber = 0;
  readonly #shared: SharedBytes;
  heldBytes = 0;
  /** When a record of it was appended last, in milliseconds of the clock. */
  usedAt = 0;
  /** Whether nothing came of it in a while; another one stands for the log when something comes. */
  isForgotten = false;
  #provenAt = NEVER;

  /** @param hash says which of its home's lanes is its, however many there are */
  constructor(key: string, home: Destination, hash: number, shared: SharedBytes) {
    this.key = key;
    this.home = home;
    this.destination = home;
    this.#hash = hash;
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

  /** Something is appended now: what follows takes the same lane, while anything is held. */
  chooseLane(): void {
    if (this.heldBytes === 0) this.#laneNumber = this.#usualNumber;
  }

  /** Whether something of it, or of its destination, was delivered since a destination was set aside last. */
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

  /** Its records go to the lane of a destination that is set aside from now on. */
  join(destination: Destination): void {
    this.#move(destination);
    destination.members.add(this);
  }

  /** Its records go with others' again, if they did not; nothing of it may be held. */
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
