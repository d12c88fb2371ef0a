import type { Counters } from '../record/counters.js';
import type { Diagnostics } from '../record/diagnostics.js';
import type { Marks, PayloadLimits } from '../record/payload.js';
import type { RecordBlock } from '../record/record-block.js';
import type { Encoder, Sink } from '../record/sink.js';
import { Lane } from './lane.js';

/** One sink, and how its requests are made of blocks. */
export interface Route {
  readonly sink: Sink;
  readonly encoder: Encoder;
}

export interface DeliveryOptions {
  /** A payload is sent, at the latest, when it is as full as this. */
  readonly limits: PayloadLimits;
  /** Milliseconds to wait before a payload is sent again that a sink could not take. */
  readonly retryDelay: number;
  readonly counters: Counters;
  readonly diagnostics: Diagnostics;
  /** A payload for the sink of that index has got its first record of that physical file. */
  onCarried(sink: number, fileKey: number): void;
  /** The sink of that index has acknowledged a payload: all before the offset of that file is settled there. */
  onSettled(sink: number, fileKey: number, resumeOffset: number): void;
  /** There is room again, or all was delivered. */
  onRoom(): void;
  /** Every sink is gone for good. */
  onClosed(): void;
  onError(error: unknown): void;
}

/** All lanes together: what is appended here goes to every sink. */
export class Delivery {
  readonly #options: DeliveryOptions;
  readonly #routes: readonly Route[];
  readonly #lanes: readonly Lane[];
  readonly #abort = new AbortController();
  #onIdle: (() => void) | undefined;

  constructor(routes: readonly Route[], options: DeliveryOptions) {
    this.#routes = routes;
    this.#options = options;
    this.#lanes = routes.map((route, index) => this.#createLane(route, index));
  }

  /** Whether a read's blocks may be appended. */
  get hasRoom(): boolean {
    return this.#lanes.every((lane) => lane.hasRoom);
  }

  /** Encodes the block's records for every sink (see `Lane.append`). */
  append(block: RecordBlock, alsoSettles: Marks): void {
    if (block.count === 0) return;
    for (const lane of this.#lanes) lane.append(block, alsoSettles);
  }

  /** Sends what is there, where nothing is in flight. */
  flush(): void {
    for (const lane of this.#lanes) lane.flush();
  }

  /** Delivers all that was appended, or as much as can be within `grace` milliseconds, and closes the sinks. */
  async drain(grace: number): Promise<void> {
    const overdue = setTimeout(() => this.#giveUp(grace), grace);
    await new Promise<void>((resolve) => {
      this.#onIdle = resolve;
      this.flush();
      this.#tellIdle();
    });
    clearTimeout(overdue);
    await Promise.all(this.#routes.map(({ sink }) => sink.close()));
  }

  #createLane({ sink, encoder }: Route, index: number): Lane {
    const { limits, retryDelay, counters, diagnostics, onCarried, onSettled, onRoom, onClosed, onError } =
      this.#options;
    return new Lane({
      sink,
      encoder,
      limits,
      retryDelay,
      signal: this.#abort.signal,
      onDelivered: (payload) => {
        counters.delivered += payload.records;
        counters.deliveredBytes += payload.length;
        for (const [fileKey, resumeOffset] of payload.settles) onSettled(index, fileKey, resumeOffset);
      },
      onCarried: (fileKey) => onCarried(index, fileKey),
      onRoom: () => {
        this.#tellIdle();
        onRoom();
      },
      onClosed: (reason) => {
        diagnostics.info(`the sink ${sink.name} takes nothing any more: ${reason}`, { sink: sink.name });
        this.#tellIdle();
        onClosed();
      },
      onError,
    });
  }

  #tellIdle(): void {
    if (this.#lanes.every((lane) => lane.isIdle)) this.#onIdle?.();
  }

  #giveUp(grace: number): void {
    this.#abort.abort();
    this.#options.diagnostics.warn(`not all was delivered within shutdown.grace (${grace} ms)`, {
      read: this.#options.counters.records,
      delivered: this.#options.counters.delivered,
    });
    this.#onIdle?.();
  }
}
