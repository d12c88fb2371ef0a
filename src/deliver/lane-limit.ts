/** The number of lanes in use, and the facts that decide it. Times are milliseconds of one clock. */
export interface LaneUse {
  readonly lanes: number;
  /** Usual latency of a request, in milliseconds. Undefined before the first answer. */
  readonly latency: number | undefined;
  /** Whether the latest answer came after the latest change, and took no longer than usual. */
  readonly isFlat: boolean;
  /** When a full batch last had to wait for the answer to another one. */
  readonly neededAt: number;
  /** When the server last refused a request for its limit, or gave no answer. */
  readonly halvedAt: number;
}

export type LaneEvent =
  /** A full batch waits for the answer to another one of its lane. */
  | { readonly kind: 'waits'; readonly now: number }
  /** The server took a request. */
  | { readonly kind: 'taken'; readonly latency: number; readonly now: number }
  /** The server refused a request for its limit (429), or gave no answer. */
  | { readonly kind: 'limited'; readonly begunAt: number; readonly now: number };

/** Weight of a new latency in the usual one. */
const SMOOTHING = 0.2;
/**
 * A request is slow if it takes more than this many times the usual latency plus `SLACK` milliseconds. Then the server
 * is busy enough.
 */
const SLOW = 2;
const SLACK = 20;
/** Half of the lanes are given up if none was needed for this time, in milliseconds. */
const UNNEEDED = 2_000;
/** No lane is added for this time after a refusal, in milliseconds. */
const CAREFUL = 5_000;

/**
 * The lanes in use after an event: one more where a batch waits and latency stays flat, half of them after a refusal or a
 * timeout, and half of them while none has to wait.
 *
 * @param most lanes that there may be
 */
export function nextLaneUse(use: LaneUse, event: LaneEvent, most: number): LaneUse {
  const { lanes, latency, isFlat, neededAt, halvedAt } = use;
  switch (event.kind) {
    case 'waits': {
      const neededNow = { ...use, neededAt: event.now };
      const mayGrow = isFlat && lanes < most && event.now - halvedAt >= CAREFUL;
      return mayGrow ? { ...neededNow, lanes: lanes + 1, isFlat: false } : neededNow;
    }
    case 'taken': {
      const usual = latency ?? event.latency;
      const answered = {
        ...use,
        latency: usual + (event.latency - usual) * SMOOTHING,
        isFlat: event.latency <= usual * SLOW + SLACK,
      };
      const isUnneeded = lanes > 1 && event.now - neededAt >= UNNEEDED;
      return isUnneeded ? { ...answered, lanes: Math.ceil(lanes / 2), neededAt: event.now } : answered;
    }
    case 'limited':
      // Other requests that were in flight at that time say nothing new.
      if (event.begunAt < halvedAt) return use;
      return { ...use, lanes: Math.max(1, Math.floor(lanes / 2)), isFlat: false, halvedAt: event.now };
  }
}

/** Limits how many lanes of one destination are used, and so how many requests are in flight at once. */
export class LaneLimit {
  readonly #most: number;
  #use: LaneUse;
  #inFlight = 0;
  readonly #waiting: (() => void)[] = [];

  /** @param now milliseconds; all lanes are in use at first */
  constructor(most: number, now: number) {
    this.#most = most;
    this.#use = { lanes: most, latency: undefined, isFlat: true, neededAt: now, halvedAt: Number.NEGATIVE_INFINITY };
  }

  /** The number of lanes in use. Other lanes send what they hold, and get no new records. */
  get lanes(): number {
    return this.#use.lanes;
  }

  /** Notes an event. Returns whether more lanes are in use now. */
  note(event: LaneEvent): boolean {
    const { lanes } = this.#use;
    this.#use = nextLaneUse(this.#use, event, this.#most);
    this.#admit();
    return this.#use.lanes > lanes;
  }

  /** Begins a request, or waits until one in flight is answered. Must be followed by `leave`. */
  enter(): Promise<void> | undefined {
    if (this.#inFlight < this.lanes) {
      this.#inFlight++;
      return undefined;
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  leave(): void {
    this.#inFlight--;
    this.#admit();
  }

  #admit(): void {
    while (this.#inFlight < this.lanes && this.#waiting.length > 0) {
      this.#inFlight++;
      this.#waiting.shift()!();
    }
  }
}
