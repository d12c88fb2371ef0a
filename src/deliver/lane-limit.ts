/** How many lanes are in use, and what that was decided by. Times are milliseconds of one clock. */
export interface LaneUse {
  readonly lanes: number;
  /** What a request takes as a rule; undefined before the first answer. */
  readonly latency: number | undefined;
  /** Whether the latest answer took no longer than that, and came after the latest change. */
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

/** The part of a new latency in the usual one. */
const SMOOTHING = 0.2;
/** A request that takes this many times as long as usual, and so many milliseconds, is slow: the server has enough to do. */
const SLOW = 2;
const SLACK = 20;
/** Half of the lanes are given up when none was needed for so long, in milliseconds. */
const UNNEEDED = 2_000;
/** No lane is added for so long after a refusal, in milliseconds. */
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
      // Others that were on their way then say nothing new.
      if (event.begunAt < halvedAt) return use;
      return { ...use, lanes: Math.max(1, Math.floor(lanes / 2)), isFlat: false, halvedAt: event.now };
  }
}

/** Bounds how many lanes of one destination are used, and with that, how many requests are on their way at once. */
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

  /** Lanes in use. Others send what they hold, and get nothing new. */
  get lanes(): number {
    return this.#use.lanes;
  }

  /** Takes note of an event, and says whether more lanes are in use now. */
  note(event: LaneEvent): boolean {
    const { lanes } = this.#use;
    this.#use = nextLaneUse(this.#use, event, this.#most);
    this.#admit();
    return this.#use.lanes > lanes;
  }

  /** Begins a request, or waits until one of those on their way is answered. To be followed by `leave`. */
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
