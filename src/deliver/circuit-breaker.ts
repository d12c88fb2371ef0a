import { type Backoff, backoffDelay } from './backoff.js';
import type { Clock } from './clock.js';
import type { Health } from './verdict.js';

/** Permission to send one payload. Must be returned with the outcome. */
export interface Pass {
  readonly kind: 'pass';
  /** How often the breaker had opened or closed when the pass was given. */
  readonly period: number;
  readonly isProbe: boolean;
  /** Whether it was given after `end`, when each failure is final. */
  readonly isLast: boolean;
}

/** `expired`: the caller's patience is over. `shut`: nothing will be sent any more. */
export type Entry = Pass | { readonly kind: 'expired' } | { readonly kind: 'shut' };

interface Waiting {
  readonly enter: (entry: Entry) => void;
  readonly expiry: NodeJS.Timeout | undefined;
}

/** Node.js treats a longer timeout as 1 ms. */
const LONGEST_TIMEOUT = 2 ** 31 - 1;

/**
 * Decides when the lanes of a sink may send. While the sink is up, they always may. After a failure they wait for a
 * pause (see `backoffDelay`). Then one of them, the probe, tests the sink, so that a sink that recovers gets one
 * request and not all at once. The lanes take turns as the probe.
 */
export class CircuitBreaker {
  #backoff: Backoff;
  readonly #clock: Clock;
  readonly #waiting: Waiting[] = [];
  #failures = 0;
  #period = 0;
  #probing = false;
  #probeAt = 0;
  #timer: NodeJS.Timeout | undefined;
  readonly #pauses = new Map<NodeJS.Timeout, () => void>();
  #ending = false;
  #shut = false;
  #held: boolean;

  /** @param held whether nobody may pass before `release` */
  constructor(backoff: Backoff, clock: Clock, held = false) {
    this.#backoff = backoff;
    this.#clock = clock;
    this.#held = held;
  }

  /** Whether the last known request to the sink succeeded. */
  get isUp(): boolean {
    return this.#failures === 0;
  }

  /** Whether nobody may pass before `release`. */
  get isHeld(): boolean {
    return this.#held;
  }

  /** Whether each failure is final now. */
  get isEnding(): boolean {
    return this.#ending;
  }

  /** Waits for a pass for at most `patience` milliseconds. */
  enter(patience = Number.POSITIVE_INFINITY): Promise<Entry> {
    if (this.#shut) return Promise.resolve({ kind: 'shut' });
    if (this.isUp && !this.#held) return Promise.resolve(this.#pass(false));
    return new Promise((enter) => {
      const expiry = Number.isFinite(patience)
        ? setTimeout(() => this.#expire(waiting), Math.min(Math.max(patience, 0), LONGEST_TIMEOUT))
        : undefined;
      const waiting: Waiting = { enter, expiry };
      this.#waiting.push(waiting);
      this.#scheduleProbe();
    });
  }

  /** Returns a pass, with the health of the sink that the request showed. */
  leave(pass: Pass, health: Health): void {
    if (pass.isProbe) this.#probing = false;
    // A request from before the breaker opened says nothing about the present.
    const isCurrent = pass.isProbe || pass.period === this.#period;
    if (health.kind === 'up') {
      if (isCurrent && !this.isUp) this.#open();
    } else if (pass.isLast) {
      this.shut();
    } else if (pass.isProbe && pass.period !== this.#period) {
      // The request was in flight when the sink was replaced. It says nothing about the new one.
      this.#probeAt = this.#clock.now();
    } else if (isCurrent) {
      this.#failures++;
      this.#period++;
      const delay = backoffDelay(this.#failures, this.#backoff, this.#clock.random(), health.after);
      this.#probeAt = this.#clock.now() + delay;
    } else {
      this.#probeAt = Math.max(this.#probeAt, this.#clock.now() + backoffDelay(1, this.#backoff, 0, health.after));
    }
    this.#scheduleProbe();
  }

  /** Another part found that the sink failed. Opens the breaker. */
  fail(): void {
    this.#failures++;
    this.#period++;
    this.#probeAt = this.#clock.now() + backoffDelay(this.#failures, this.#backoff, this.#clock.random());
    this.#scheduleProbe();
  }

  /** Waits for that many milliseconds. After `end` it does not wait. */
  pause(milliseconds: number): Promise<void> {
    if (this.#ending || this.#shut) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#pauses.delete(timer);
        resolve();
      }, Math.ceil(milliseconds));
      this.#pauses.set(timer, resolve);
    });
  }

  /** Lets those pass that were held from the start. */
  release(): void {
    this.#held = false;
    this.#admit(() => this.#pass(false));
  }

  /**
   * The connection of the sink has changed. Waiting payloads are tried at once, and after failures as `backoff` says.
   */
  retry(backoff: Backoff): void {
    this.#backoff = backoff;
    this.#period++;
    this.#probeAt = this.#clock.now();
    this.#endPauses();
    this.#scheduleProbe();
  }

  /** Ends all waiting. Waiting payloads are tried at once, and the first failure stops all sending. */
  end(): void {
    this.#ending = true;
    this.#endPauses();
    this.#scheduleProbe();
  }

  /** Lets nobody pass any more. */
  shut(): void {
    this.#shut = true;
    clearTimeout(this.#timer);
    this.#endPauses();
    this.#admit(() => ({ kind: 'shut' }));
  }

  #pass(isProbe: boolean): Pass {
    return { kind: 'pass', period: this.#period, isProbe, isLast: this.#ending };
  }

  #open(): void {
    this.#failures = 0;
    this.#period++;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#admit(() => this.#pass(false));
  }

  #endPauses(): void {
    for (const [timer, resolve] of this.#pauses) {
      clearTimeout(timer);
      resolve();
    }
    this.#pauses.clear();
  }

  #admit(entry: () => Entry): void {
    for (const { enter, expiry } of this.#waiting.splice(0)) {
      clearTimeout(expiry);
      enter(entry());
    }
  }

  #scheduleProbe(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.isUp || this.#probing || this.#shut || this.#waiting.length === 0) return;
    const delay = this.#ending ? 0 : Math.max(0, this.#probeAt - this.#clock.now());
    if (delay === 0) this.#probe();
    else this.#timer = setTimeout(() => this.#probe(), Math.ceil(delay));
  }

  #probe(): void {
    const waiting = this.#waiting.shift();
    if (waiting === undefined) return;
    clearTimeout(waiting.expiry);
    this.#probing = true;
    waiting.enter(this.#pass(true));
  }

  #expire(waiting: Waiting): void {
    const place = this.#waiting.indexOf(waiting);
    if (place < 0) return;
    this.#waiting.splice(place, 1);
    waiting.enter({ kind: 'expired' });
  }
}
