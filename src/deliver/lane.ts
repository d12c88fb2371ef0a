import { isFull, type Marks, type Payload, resetPayload } from '../record/payload.js';
import type { RecordBlock } from '../record/record-block.js';
import {
  addMark,
  addRecords,
  type Batch,
  beginBatch,
  type FillingBatch,
  type HeldLog,
  letGo,
  packBatch,
  takeOut,
  unpackPart,
} from './batch.js';
import type { MemoryBudget } from './memory-budget.js';
import { keepHeld, keepSmall, settleBatch } from './settle-batch.js';
import type { SettleContext } from './settle-context.js';

export interface LaneOptions extends SettleContext {
  /** How long the first record of a payload waits for others, in milliseconds; at 0, until `flush`. */
  readonly timeout: number;
  readonly budget: MemoryBudget;
  /** The number of the sink in events. */
  readonly number: number;
  /** Whether positions wait for the sink: an optional one does not report what it carries and settles. */
  readonly holdsPositions: boolean;
  /** Called for records that are neither delivered nor in the dead letters when the sending has ended. */
  onLeft(payload: Payload): void;
  /** Called when the sink is closed for good. */
  onClosed(): void;
}

/**
 * Encodes blocks for one sink into payloads, and sends them one after the other, so that order is kept. The caller must
 * append only while `hasRoom`, which bounds the waiting bytes.
 */
export class Lane {
  readonly #options: LaneOptions;
  #filling: FillingBatch | undefined;
  readonly #sealed: Batch[] = [];
  #timer: NodeJS.Timeout | undefined;
  /** Whether the filling payload must be sent as soon as the one in flight is settled. */
  #due = false;
  #sending = false;
  #stopped = false;

  constructor(options: LaneOptions) {
    this.#options = options;
  }

  /** Whether the blocks of a read may be appended: no payload waits behind the one in flight. */
  get hasRoom(): boolean {
    return !this.#stopped && this.#sealed.length === 0 && this.#options.budget.hasRoom(this.isIdle);
  }

  /** Whether the lane holds nothing that could still be sent. */
  get isIdle(): boolean {
    return this.#stopped || (!this.#sending && this.#sealed.length === 0 && this.#filling === undefined);
  }

  /**
   * Encodes all records of the block, which belong to that log. The caller may reuse the block afterwards. The last
   * record also settles what `alsoSettles` names of other files of the log.
   */
  append(log: HeldLog, block: RecordBlock, alsoSettles: Marks): void {
    const { encoder, pool } = this.#options;
    const limits = pool.limits();
    for (let row = 0; row < block.count; ) {
      // The limits may have become smaller since the payload was filled.
      if (this.#filling !== undefined && isFull(this.#filling.payload, limits)) this.#seal();
      this.#filling ??= this.#begin();
      const { payload } = this.#filling;
      const { length, records } = payload;
      const next = encoder.append(block, row, payload, limits);
      if (next <= row)
        throw new Error(`the encoder of ${this.#options.subject} took no record, although there was room`);
      row = next;
      if (payload.cut.records > 0) this.#options.tally.cut(payload.cut);
      addRecords(this.#filling, log, records, payload.length - length);
      this.#mark(this.#filling, log, block.fileKey, block.resumeOffset[row - 1]!);
      if (row === block.count) {
        for (const [fileKey, offset] of alsoSettles) this.#mark(this.#filling, log, fileKey, offset);
      }
      if (isFull(payload, limits)) this.#seal();
    }
    if (this.#sealed.length === 0) return;
    if (this.#sending) this.#sayWaits();
    this.#send();
  }

  /**
   * Appends the record of a dead letter (see `Encoder.restore`). Its delivery settles that file up to `resumeOffset`.
   * Returns false if the encoder did not make the dead letter.
   */
  restore(log: HeldLog, deadLetter: unknown, id: string, fileKey: number, resumeOffset: number): boolean {
    const limits = this.#options.pool.limits();
    this.#filling ??= this.#begin();
    const { payload } = this.#filling;
    const { length, records } = payload;
    if (!this.#options.encoder.restore(deadLetter, id, payload)) {
      if (payload.records === 0) this.#drop();
      return false;
    }
    addRecords(this.#filling, log, records, payload.length - length);
    this.#mark(this.#filling, log, fileKey, resumeOffset);
    if (isFull(payload, limits)) this.#seal();
    if (this.#sealed.length > 0) this.#send();
    return true;
  }

  /** Takes over a batch of another lane, of logs that were set aside. It is sent before new records. */
  accept(batch: Batch): void {
    this.#seal();
    packBatch(batch);
    this.#sealed.push(batch);
    this.#send();
  }

  /** Removes and returns everything that waits of some logs, except what is in flight. Oldest first. */
  takeOut(logs: ReadonlySet<HeldLog>): Batch[] {
    if ([...logs].some((log) => this.#filling?.logs.has(log))) this.#seal();
    const taken = this.#sealed.flatMap((batch) => takeOut(batch, logs) ?? []);
    const left = this.#sealed.splice(0).filter(({ parts }) => parts.length > 0);
    this.#sealed.push(...left);
    return taken;
  }

  /** Sends the filling payload as soon as nothing is in flight. Records that arrive until then still join it. */
  flush(): void {
    this.#due = this.#filling !== undefined;
    this.#send();
  }

  /** Sends what is left. To be called after the last append. Payloads that have to wait are compressed in memory. */
  leave(): void {
    const { breaker, pool } = this.#options;
    pool.close();
    this.#seal();
    if (breaker.isHeld) for (const batch of this.#sealed) keepHeld(batch, this.#options);
    else if (!breaker.isUp) for (const batch of this.#sealed) keepSmall(batch, this.#options);
    this.#send();
  }

  #begin(): FillingBatch {
    const { clock, timeout, pool } = this.#options;
    if (timeout > 0) this.#timer = setTimeout(() => this.flush(), timeout);
    return beginBatch(pool.take(), clock.now());
  }

  #seal(): void {
    clearTimeout(this.#timer);
    this.#due = false;
    if (this.#filling !== undefined) this.#sealed.push(this.#filling);
    this.#filling = undefined;
  }

  /**
   * Notes that a full batch waits for the answer to another one. With one more lane, there is room for logs of which
   * nothing is held.
   */
  #sayWaits(): void {
    const { laneLimit, clock, events } = this.#options;
    if (laneLimit.note({ kind: 'waits', now: clock.now() })) queueMicrotask(() => events.room());
  }

  /** Returns an empty payload to the pool. */
  #drop(): void {
    clearTimeout(this.#timer);
    if (this.#filling !== undefined) this.#options.pool.give(this.#filling.payload);
    this.#filling = undefined;
  }

  /** Removes and returns the oldest batch that may be sent. */
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
      const settlement = await settleBatch(batch, this.#options);
      if (settlement !== 'settled') {
        this.#stop(batch);
        if (settlement === 'closed') this.#options.onClosed();
        break;
      }
      this.#tellSettled(batch);
      this.#release(batch);
      this.#options.events.room();
    }
    this.#sending = false;
  }

  /** Drops everything that will not be sent any more. */
  #stop(current: Batch): void {
    this.#stopped = true;
    this.#seal();
    for (const batch of [current, ...this.#sealed.splice(0)]) {
      letGo(batch);
      for (const part of batch.parts) this.#options.onLeft(unpackPart(part).payload);
    }
  }

  #release(batch: Batch): void {
    letGo(batch);
    const { payload } = batch;
    if (payload === undefined) return;
    resetPayload(payload);
    this.#options.pool.give(payload);
  }

  #mark(batch: Batch, log: HeldLog, fileKey: number, offset: number): void {
    const { events, number, holdsPositions } = this.#options;
    if (addMark(batch, log, fileKey, offset) && holdsPositions) events.carried(number, fileKey);
  }

  #tellSettled({ logs }: Batch): void {
    const { events, number, holdsPositions } = this.#options;
    for (const [log, { settles }] of logs) {
      log.delivered();
      if (holdsPositions) for (const [fileKey, offset] of settles) events.settled(number, fileKey, offset);
    }
  }
}
