import { setTimeout as delay } from 'node:timers/promises';
import {
  createPayload,
  isFull,
  type Marks,
  type Payload,
  type PayloadLimits,
  resetPayload,
} from '../record/payload.js';
import type { RecordBlock } from '../record/record-block.js';
import type { Encoder, Sink } from '../record/sink.js';

/** Bytes that most records do not exceed. */
const RECORD_ROOM = 32 * 1024;

export interface LaneOptions {
  readonly sink: Sink;
  readonly encoder: Encoder;
  /** A payload is sent, at the latest, when it is as full as this. */
  readonly limits: PayloadLimits;
  /** Milliseconds to wait before a payload is sent again that the sink could not take. */
  readonly retryDelay: number;
  /** Aborts when podtail has to be gone: nothing is sent after that. */
  readonly signal: AbortSignal;
  /** The sink has acknowledged the payload; it is emptied after this call. */
  onDelivered(payload: Payload): void;
  /** A payload has got its first record of that physical file. */
  onCarried(fileKey: number): void;
  /** The lane has room again, or has become idle. */
  onRoom(): void;
  /** The sink will never take anything again. */
  onClosed(reason: string): void;
  /** The sink failed in a way that it did not foresee. */
  onError(error: unknown): void;
}

/**
 * The way of blocks to one sink: fills payloads, and sends them one after the other, so that order is kept. What waits
 * here is bounded by whoever appends only while `hasRoom`.
 */
export class Lane {
  readonly #options: LaneOptions;
  #filling: Payload;
  readonly #sealed: Payload[] = [];
  readonly #spare: Payload[] = [];
  #sending = false;
  #closed = false;

  constructor(options: LaneOptions) {
    this.#options = options;
    this.#filling = this.#createPayload();
  }

  /** Whether a read's blocks may be appended: nothing is waiting for the payload in flight. */
  get hasRoom(): boolean {
    return !this.#closed && this.#sealed.length === 0;
  }

  /** Whether nothing is held here any more. */
  get isIdle(): boolean {
    return this.#closed || (!this.#sending && this.#sealed.length === 0 && this.#filling.records === 0);
  }

  /**
   * Encodes all of the block's records; the block may be used anew after that. With its last record, what `alsoSettles`
   * says of other files is settled.
   */
  append(block: RecordBlock, alsoSettles: Marks): void {
    const { encoder, limits } = this.#options;
    for (let row = 0; row < block.count; ) {
      row = encoder.append(block, row, this.#filling, limits);
      this.#mark(block.fileKey, block.resumeOffset[row - 1]!);
      if (row === block.count) for (const [fileKey, offset] of alsoSettles) this.#mark(fileKey, offset);
      if (isFull(this.#filling, limits)) {
        this.#sealed.push(this.#filling);
        this.#filling = this.#spare.pop() ?? this.#createPayload();
      }
    }
  }

  /** Sends what is there, unless a payload is in flight: what comes meanwhile makes the next one larger. */
  flush(): void {
    if (this.#sending || this.#closed || this.isIdle) return;
    this.#sending = true;
    this.#sendAll().then(
      () => {
        this.#sending = false;
        this.#options.onRoom();
      },
      (error: unknown) => this.#options.onError(error),
    );
  }

  async #sendAll(): Promise<void> {
    for (let payload = this.#next(); payload !== undefined; payload = this.#next()) {
      const delivered = await this.#deliver(payload);
      if (!delivered) return;
      this.#options.onDelivered(payload);
      resetPayload(payload);
      this.#spare.push(payload);
      this.#options.onRoom();
    }
  }

  /** With room for the record that fills it past the limit, unless that is a long one. */
  #createPayload(): Payload {
    return createPayload(this.#options.limits.bytes + RECORD_ROOM);
  }

  #mark(fileKey: number, resumeOffset: number): void {
    const { settles } = this.#filling;
    if (!settles.has(fileKey)) this.#options.onCarried(fileKey);
    settles.set(fileKey, resumeOffset);
  }

  /** Takes the oldest payload off the lane. */
  #next(): Payload | undefined {
    const sealed = this.#sealed.shift();
    if (sealed !== undefined || this.#filling.records === 0) return sealed;
    const filled = this.#filling;
    this.#filling = this.#spare.pop() ?? this.#createPayload();
    return filled;
  }

  /** Sends a payload until it is delivered; false where it cannot be any more. */
  async #deliver(payload: Payload): Promise<boolean> {
    const { sink, signal, retryDelay, onClosed } = this.#options;
    while (!signal.aborted) {
      const outcome = await sink.send(payload, signal);
      if (outcome.kind === 'delivered') return true;
      if (outcome.kind === 'closed') {
        this.#closed = true;
        onClosed(outcome.reason);
        return false;
      }
      await delay(retryDelay, undefined, { signal }).catch(() => undefined);
    }
    return false;
  }
}
