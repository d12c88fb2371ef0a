import { SweepPlan } from '../os/sweep-plan.js';
import type { LogSource } from '../record/log-source.js';
import type { LogStatus } from '../record/log-status.js';
import { createClaims } from './chain/claims.js';
import type { DeletedHeldFile } from './chain/deleted-files.js';
import { RestartOrder } from './chain/restart-order.js';
import { beyondGrace } from './deleted-file-grace.js';
import { SourceTail } from './source-tail.js';
import { createRepeatedWarnings, type RepeatedWarnings, withDiagnostics } from './status/repeated-warnings.js';
import { reportFailure } from './status/report-failure.js';
import type { TailOptions } from './tail-options.js';
import { type PositionsByPath, TailPositions } from './tail-positions.js';
import { createTailRests, type TailRests } from './tail-rests.js';
import { WaitingTails } from './waiting-tails.js';
import { type WaitingLogs, waitsForEarlier } from './waits-for-earlier.js';

/** How long the tailer reads on before it lets the rest of the process run, in milliseconds. */
const TURN = 10;
/** How many sources may be waiting to be read when another one is opened at once. */
const BACKLOG = 64;

/**
 * Follows all sources, in turns that are fair: each source that has something to read is read once, by one block's worth
 * at most, before any is read again.
 */
export class Tailer {
  readonly #options: TailOptions;
  readonly #warnings: RepeatedWarnings;
  readonly #order = new RestartOrder<SourceTail>();
  readonly #claims = createClaims();
  readonly #tails = new Map<string, SourceTail>();
  readonly #ready = new Set<SourceTail>();
  /** Those that are opened when it is their turn to be read. */
  readonly #unopened = new Set<SourceTail>();
  /** Those that have something to read for which there was no room. */
  readonly #parked = new Set<SourceTail>();
  readonly #waiting = new WaitingTails((tail) => {
    if (this.#tails.get(tail.path) === tail) this.#makeReady(tail);
  });
  readonly #waitingLogs: WaitingLogs = { ready: this.#ready, parked: this.#parked, waiting: this.#waiting };
  /** Those that are not read any more, and closed as soon as what was read is settled. */
  readonly #leaving = new Set<SourceTail>();
  readonly #plan = new SweepPlan<SourceTail>({
    heard: ({ watches }) => watches.heard,
    missed: ({ watches }) => watches.missed(),
  });
  readonly #positions: TailPositions;
  readonly rests: TailRests;
  /** Those that were read since the latest sweep. */
  readonly #active = new Set<SourceTail>();
  #turn: NodeJS.Immediate | undefined;
  /** Of the turn that watches asked for. */
  #gathering: NodeJS.Timeout | undefined;
  #turnEndedAt = 0;
  #closed = false;

  constructor(options: TailOptions) {
    this.#warnings = createRepeatedWarnings(options.diagnostics, options.now);
    this.#options = withDiagnostics(options, this.#warnings);
    this.#positions = new TailPositions(options.progress);
    this.rests = createTailRests(this.#tails, this.#options, this.#positions);
  }

  /** How many sources are followed. */
  get size(): number {
    return this.#tails.size;
  }

  /** Whether there is nothing to read now, with room or without. */
  get isIdle(): boolean {
    return this.#ready.size === 0 && this.#parked.size === 0;
  }

  /** Whether it reads on by itself: there is something to read for which there may be room. */
  get isReading(): boolean {
    return this.#ready.size > 0 && this.#options.hasAnyRoom();
  }

  /** Begins to follow a source; what is in its file already is left out if so asked. */
  add(source: LogSource, atEnd = false): void {
    const known = this.#tails.get(source.path);
    if (known !== undefined) {
      this.#leaving.delete(known);
      known.setFound(true);
      this.#look(known);
      return;
    }
    const tail: SourceTail = new SourceTail(source, this.#options, this.#claims, () => this.#hint(tail));
    this.#tails.set(source.path, tail);
    this.#order.add(tail);
    this.#plan.add(tail);
    if (atEnd || this.#ready.size < BACKLOG) {
      this.#look(tail, atEnd);
      return;
    }
    this.#unopened.add(tail);
    this.#makeReady(tail);
  }

  /** Says that the path of a source is gone: its open files are read to their ends. */
  remove(path: string): void {
    const tail = this.#tails.get(path);
    if (tail === undefined) return;
    tail.setFound(false);
    this.#makeReady(tail);
  }

  /** The sources that are followed. */
  get sources(): LogSource[] {
    return [...this.#tails.values()].filter((tail) => !this.#leaving.has(tail)).map((tail) => tail.source);
  }

  /** Follows a source no more: it is read no further, and closed once settled. What waits for more must have been shipped. */
  unfollow(path: string): void {
    const tail = this.#tails.get(path);
    if (tail === undefined) return;
    this.#leaving.add(tail);
    this.#touch(tail);
    for (const waiting of [this.#ready, this.#parked, this.#unopened, this.#waiting]) waiting.delete(tail);
  }

  /**
   * Looks at the sources' paths: the truth, where watches are but hints. Those of which all is heard are looked at in turns,
   * each at least every 30 s; all others each time.
   */
  sweep(): void {
    const held: (DeletedHeldFile & { readonly tail: SourceTail })[] = [];
    // Where they cannot be read, they are looked at, so that no rotation is missed.
    for (const tail of this.#ready) this.#plan.touch(tail);
    for (const tail of this.#active) if (this.#plan.rests(tail)) tail.held.look();
    this.#active.clear();
    for (const tail of this.#plan.begin(this.#options.now())) {
      if (this.#unopened.has(tail)) continue;
      if (this.#leaving.has(tail)) this.#reporting(tail, () => this.#leave(tail));
      else this.#sweepOne(tail);
      for (const file of this.#reporting(tail, () => tail.deletedFiles()) ?? []) held.push({ ...file, tail });
    }
    // For the sake of the disk, files that were deleted and are not read to their ends in time are closed.
    for (const { tail, file } of beyondGrace(held, this.#options.now(), this.#options.deletedFileGrace)) {
      this.#reporting(tail, () => tail.held.giveUp(file));
      this.#makeReady(tail);
    }
    this.#warnings.flush();
  }

  #sweepOne(tail: SourceTail): void {
    const isRestless = !this.#plan.rests(tail);
    const isHeardOf = isRestless || this.#ready.has(tail) || this.#parked.has(tail);
    if (isRestless) this.#positions.touch(tail);
    const result = this.#reporting(tail, () => tail.sweep()) ?? 'nothing';
    if (result !== 'nothing') this.#makeReady(tail);
    this.#dropFinished(tail);
    if (isRestless && tail.isQuiet) this.#plan.rest(tail);
    // The watches of one that rests should have told of it.
    if (result === 'changed' && !isHeardOf) this.#plan.found(tail);
  }

  /** Says that there may be room again: the sources that had none are asked for again. */
  resume(): void {
    for (const tail of this.#parked) this.#ready.add(tail);
    this.#parked.clear();
    this.#schedule();
  }

  /**
   * Looks at every source once more, and reads what is there, as far as there is room. To be called before the end where no positions
   * are kept: what is not read then is never read.
   *
   * @param limit for how long, in milliseconds, since a busy writer has no end
   */
  readUp(limit: number): void {
    const { now, hasAnyRoom } = this.#options;
    const end = now() + limit;
    for (const tail of this.#tails.values()) if (!this.#leaving.has(tail)) this.#look(tail);
    while (this.#ready.size > 0 && hasAnyRoom() && now() < end) this.#readNext();
  }

  /** Stops reading. The files stay open, for their positions to be asked for. */
  pause(): void {
    this.#closed = true;
    this.#waiting.close();
    clearTimeout(this.#gathering);
  }

  /** How far each physical file is settled (see `TailPositions.of`). */
  positions(): PositionsByPath {
    const positionsOf = (tail: SourceTail) => this.#reporting(tail, () => tail.held.positions());
    return this.#positions.of(this.#tails.values(), positionsOf, (path) => this.#claims.ownerFor(path));
  }

  /** What was done with each log up to now. */
  status(): LogStatus[] {
    return [...this.#tails.values()].map((tail) => ({ ...tail.status(), watch: tail.watches.status }));
  }

  /** Stops reading, and closes all files; what waits for more is shipped, unless it can be read again. */
  close(ship: boolean): void {
    this.pause();
    for (const tail of this.#tails.values()) this.#reporting(tail, () => tail.close(ship));
    this.#warnings.flush(true);
    for (const tails of [this.#tails, this.#ready, this.#parked, this.#unopened]) tails.clear();
  }

  #look(tail: SourceTail, atEnd = false): void {
    this.#touch(tail);
    if ((this.#reporting(tail, () => tail.look(atEnd)) ?? 'nothing') !== 'nothing') this.#makeReady(tail);
  }

  #touch(tail: SourceTail): void {
    this.#positions.touch(tail);
    this.#plan.touch(tail);
  }

  /** Reads on as soon as the event loop is free, if there is something to read. */
  #schedule(): void {
    if (this.#turn !== undefined || this.#ready.size === 0 || this.#closed) return;
    clearTimeout(this.#gathering);
    this.#gathering = undefined;
    this.#turn = setImmediate(() => this.#takeTurn());
  }

  #makeReady(tail: SourceTail): void {
    this.#touch(tail);
    if (this.#parked.has(tail) || this.#leaving.has(tail)) return;
    this.#ready.add(tail);
    this.#schedule();
  }

  /** Something may have happened at a source's path. */
  #hint(tail: SourceTail): void {
    if (this.#parked.has(tail) || this.#leaving.has(tail)) return;
    this.#ready.add(tail);
    if (this.#turn !== undefined || this.#gathering !== undefined || this.#closed) return;
    const wait = this.#turnEndedAt + this.#options.gather - this.#options.now();
    if (wait <= 0) this.#schedule();
    else this.#gathering = setTimeout(() => this.#takeTurn(), Math.ceil(wait));
  }

  #takeTurn(): void {
    this.#turn = undefined;
    this.#gathering = undefined;
    if (this.#closed) return;
    const { now, hasAnyRoom, onPause, onError } = this.#options;
    try {
      const end = now() + TURN;
      while (this.#ready.size > 0 && hasAnyRoom() && now() < end) this.#readNext();
      this.#turnEndedAt = now();
      onPause();
      if (hasAnyRoom()) this.#schedule();
    } catch (error) {
      onError(error);
    }
  }

  #readNext(): void {
    const [tail] = this.#ready;
    if (tail === undefined) return;
    this.#ready.delete(tail);
    if (!this.#options.hasRoom(tail.source)) {
      this.#parked.add(tail);
      this.#plan.touch(tail);
      return;
    }
    if (waitsForEarlier(tail, this.#order, this.#waitingLogs)) return;
    this.#positions.touch(tail);
    this.#active.add(tail);
    if (this.#unopened.delete(tail)) this.#reporting(tail, () => tail.look());
    const remainder = this.#reporting(tail, () => tail.read()) ?? (this.#options.once ? 'nothing' : 'later');
    if (remainder === 'more') this.#ready.add(tail);
    else if (remainder !== 'nothing') this.#waiting.add(tail, remainder);
    if (remainder !== 'nothing' || !tail.isQuiet) this.#plan.touch(tail);
    this.#dropFinished(tail);
  }

  #dropFinished(tail: SourceTail): void {
    if (this.#options.once || !(this.#reporting(tail, () => tail.isFinished) ?? false)) return;
    tail.close(true);
    this.#tails.delete(tail.path);
    this.#order.remove(tail);
    this.#plan.delete(tail);
    this.#positions.touch(tail);
    this.#ready.delete(tail);
  }

  #leave(tail: SourceTail): void {
    if (tail.status().files.some(({ inFlight }) => inFlight > 0)) return;
    this.#options.onLeft?.(tail.path, tail.held.positions());
    tail.close(false);
    this.#tails.delete(tail.path);
    this.#order.remove(tail);
    this.#plan.delete(tail);
    this.#positions.touch(tail);
    this.#leaving.delete(tail);
  }

  #reporting<Result>(tail: SourceTail, action: () => Result): Result | undefined {
    return reportFailure(tail.path, this.#options.diagnostics, action);
  }
}
