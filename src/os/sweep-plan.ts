/**
 * Milliseconds within which each item with a reliable watch is checked once. With the interval of the
 * sweeps that is less than 30 s.
 */
const ROUND = 25_000;

/** The sweeps of a watched item, for changes that its watch may miss. */
interface Watched<Item> {
  /** How often its watch has told of something. */
  heard(item: Item): number;
  /** Its watch missed a change that a sweep found. */
  missed(item: Item): void;
}

/**
 * Which of the things that are watched a sweep looks at: those that are restless each time, and the others in turns, spread
 * evenly over a round. A thing is restless until `rest` says that nothing is under way there, and its watch is sure; and again
 * from `touch` on. It also finds the unreliable watches: an event may come a moment after a look found the same, so that a change
 * counts as missed if nothing was heard until the next sweep. Then all are looked at: the system may have dropped events.
 */
export class SweepPlan<Item> {
  readonly #watched: Watched<Item>;
  /** The next one first. */
  readonly #queue = new Set<Item>();
  readonly #restless = new Set<Item>();
  /** What was heard of those of which a look found a change that nothing had told of. */
  readonly #suspects = new Map<Item, number>();
  #begunAt: number | undefined;

  constructor(watched: Watched<Item>) {
    this.#watched = watched;
  }

  add(item: Item): void {
    this.#queue.add(item);
    this.#restless.add(item);
  }

  delete(item: Item): void {
    this.#queue.delete(item);
    this.#restless.delete(item);
    this.#suspects.delete(item);
  }

  /** Something happened there, or is known no more of its watch. */
  touch(item: Item): void {
    if (this.#queue.has(item)) this.#restless.add(item);
  }

  /** All that happens there will be heard of. */
  rest(item: Item): void {
    this.#restless.delete(item);
  }

  /** Whether it is looked at only when its turn comes. */
  rests(item: Item): boolean {
    return !this.#restless.has(item);
  }

  /** A sweep begins, at `now` in milliseconds: what it looks at. */
  begin(now: number): ReadonlySet<Item> {
    const passed = Math.max(0, now - (this.#begunAt ?? now));
    this.#begunAt = now;
    const part = this.#hasMissed() ? 1 : Math.min(1, passed / ROUND);
    const due = this.#take(Math.ceil(this.#queue.size * part));
    for (const item of this.#restless) due.add(item);
    return due;
  }

  /** A look of this sweep found a change of which nothing was heard yet. */
  found(item: Item): void {
    this.#suspects.set(item, this.#watched.heard(item));
  }

  #hasMissed(): boolean {
    const suspects = [...this.#suspects];
    this.#suspects.clear();
    const missed = suspects.filter(([item, heard]) => this.#watched.heard(item) === heard);
    for (const [item] of missed) this.#watched.missed(item);
    return missed.length > 0;
  }

  #take(count: number): Set<Item> {
    const taken = new Set<Item>();
    for (const item of this.#queue) {
      if (taken.size >= count) break;
      taken.add(item);
    }
    for (const item of taken) {
      this.#queue.delete(item);
      this.#queue.add(item);
    }
    return taken;
  }
}
