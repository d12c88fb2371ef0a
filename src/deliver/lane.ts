import { isFull, type Marks, type Payload, resetPayload } from '../record/payload.js';
import type { RecordBlock } from '../record/record-block.js';
import type { DeliveryEvents } from './delivery-events.js';
import type { MemoryBudget } from './memory-budget.js';
import type { PayloadPool } from './payload-pool.js';
import type { SettleContext } from './settle-context.js';
import { settlePayload } from './settle-payload.js';

export interface LaneOptions extends SettleContext {
  /** How long the first record of a payload waits for others, in milliseconds; at 0, until `flush`. */
  readonly timeout: number;
  readonly budget: MemoryBudget;
  readonly pool: PayloadPool;
  /** What the sink is called in events. */
  readonly number: number;
  /** Whether positions wait for the sink: an optional one tells nothing of what it carries and settles. */
  readonly holdsPositions: boolean;
  readonly events: DeliveryEvents;
  /** Nothing is sent any more, and these records are neither delivered nor with the dead letters. */
  onLeft(payload: Payload): void;
  /** The sink will never take anything again. */
  onClosed(): void;
}

/** A payload, and when its first record came, in milliseconds of the clock. */
interface Batch {
  readonly payload: Payload;
  readonly since: number;
}

/**
 * The way of blocks to one sink: fills payloads, and sends them one after the other, so that order is kept. What waits
 * here is bounded by whoever appends only while `hasRoom`.
 */
export class Lane {
  readonly #options: LaneOptions;
  #filling: Batch | undefined;
  readonly #sealed: Batch[] = [];
  #timer: NodeJS.Timeout | undefined;
  /** Whether the payload that fills is to be sent as soon as the one in flight is settled. */
  #due = false;
  #sending = false;
  #stopped = false;

  constructor(options: LaneOptions) {
    this.#options = options;
  }

  /** Whether a read's blocks may be appended: nothing is waiting for the payload in flight. */
  get hasRoom(): boolean {
    return !this.#stopped && this.#sealed.length === 0 && this.#options.budget.hasRoom(this.isIdle);
  }

  /** Whether nothing is held here any more that could still be sent. */
  get isIdle(): boolean {
    return this.#stopped || (!this.#sending && this.#sealed.length === 0 && this.#filling === undefined);
  }

  /**
   * Encodes all of the block's records; the block may be used anew after that. With its last record, what `alsoSettles`
   * says of other files is settled.
   */
  append(block: RecordBlock, alsoSettles: Marks): void {
    const { encoder } = this.#options;
    const limits = this.#options.pool.limits();
    for (let row = 0; row < block.count; ) {
      // Limits may have shrunk since the payload was filled.
      if (this.#filling !== undefined && isFull(this.#filling.payload, limits)) this.#seal();
      this.#filling ??= this.#begin();
      const { payload } = this.#filling;
      const before = payload.length;
      const next = encoder.append(block, row, payload, limits);
      if (next <= row) throw new Error(`the encoder of ${this.#options.subject} took no record, though there was room`);
      row = next;
      this.#hold(payload.length - before);
      this.#mark(payload, block.fileKey, block.resumeOffset[row - 1]!);
      if (row === block.count) for (const [fileKey, offset] of alsoSettles) this.#mark(payload, fileKey, offset);
      if (isFull(payload, limits)) this.#seal();
    }
    if (this.#sealed.length > 0) this.#send();
  }

  /**
   * Appends a record from its dead letter (see `Encoder.restore`), with which that file is settled up to `resumeOffset`;
   * false where the dead letter is none of the encoder's.
   */
  restore(deadLetter: unknown, id: string, fileKey: number, resumeOffset: number): boolean {
    const limits = this.#options.pool.limits();
    this.#filling ??= this.#begin();
    const { payload } = this.#filling;
    const before = payload.length;
    if (!this.#options.encoder.restore(deadLetter, id, payload)) {
      if (payload.records === 0) this.#drop();
      return false;
    }
    this.#hold(payload.length - before);
    this.#mark(payload, fileKey, resumeOffset);
    if (isFull(payload, limits)) this.#seal();
    if (this.#sealed.length > 0) this.#send();
    return true;
  }

  /** Sends what is there as soon as nothing is in flight: what comes meanwhile makes the next payload larger. */
  flush(): void {
    this.#due = this.#filling !== undefined;
    this.#send();
  }

  #begin(): Batch {
    const { clock, timeout, pool } = this.#options;
    if (timeout > 0) this.#timer = setTimeout(() => this.flush(), timeout);
    return { payload: pool.take(), since: clock.now() };
  }

  #seal(): void {
    clearTimeout(this.#timer);
    this.#due = false;
    if (this.#filling !== undefined) this.#sealed.push(this.#filling);
    this.#filling = undefined;
  }

  /** Takes back an empty payload. */
  #drop(): void {
    clearTimeout(this.#timer);
    if (this.#filling !== undefined) this.#options.pool.give(this.#filling.payload);
    this.#filling = undefined;
  }

  /** Takes the oldest batch that may be sent off the lane. */
  #next(): Batch | undefined {
    if (this.#sealed.length === 0 && (this.#due || this.#options.timeout === 0)) this.#seal();
    return this.#sealed.shift();
  }

  #send(): void {
    if (this.#sending || this.#stopped) return;
    this.#sending = true;
    this.#sendAll().then(
      () => this.#options.events.room(),
      (error: unknown) => this.#options.events.failed(error),
    );
  }

  async #sendAll(): Promise<void> {
    for (let batch = this.#next(); batch !== undefined; batch = this.#next()) {
      const { payload, since } = batch;
      const settlement = await settlePayload(payload, since, this.#options);
      if (settlement.kind !== 'settled') {
        this.#stop(payload, settlement.rest);
        if (settlement.kind === 'closed') this.#options.onClosed();
        break;
      }
      this.#tellSettled(payload);
      this.#release(payload);
      this.#options.events.room();
    }
    this.#sending = false;
  }

  /** Lets go of all that will not be sent any more. */
  #stop(current: Payload, rest: readonly Payload[]): void {
    this.#stopped = true;
    this.#seal();
    const waiting = this.#sealed.splice(0).map(({ payload }) => payload);
    for (const payload of [current, ...waiting]) this.#hold(-payload.length);
    for (const payload of [...rest, ...waiting]) this.#options.onLeft(payload);
  }

  #release(payload: Payload): void {
    this.#hold(-payload.length);
    resetPayload(payload);
    this.#options.pool.give(payload);
  }

  #hold(bytes: number): void {
    this.#options.budget.held += bytes;
    this.#options.tally.heldBytes += bytes;
  }

  #mark({ settles }: Payload, fileKey: number, resumeOffset: number): void {
    const { events, number, holdsPositions } = this.#options;
    if (holdsPositions && !settles.has(fileKey)) events.carried(number, fileKey);
    settles.set(fileKey, resumeOffset);
  }

  #tellSettled({ settles }: Payload): void {
    const { events, number, holdsPositions } = this.#options;
    if (holdsPositions) for (const [fileKey, offset] of settles) events.settled(number, fileKey, offset);
  }
}
