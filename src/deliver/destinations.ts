import { dirname } from 'node:path';
import type { LogSource } from '../record/log-source.js';
import type { DestinationsStatus } from '../record/sink-status.js';
import { type Batch, type HeldLog, takeOut } from './batch.js';
import { Destination, LogShare, type SharedBytes } from './destination.js';
import { createDestinationLog, type DestinationLog } from './destination-log.js';
import type { LaneOptions } from './lane.js';
import { type LaneGroup, LaneGroups } from './lane-groups.js';
import { createOutageLog, type OutageLog } from './outage-log.js';
import type { Route } from './route.js';
import { isReliable, mayRead } from './set-aside.js';
import type { Refusal } from './settle-context.js';

/** Options that differ between groups of lanes. */
export type OwnLaneOptions = Pick<LaneOptions, 'subject' | 'outages' | 'setAside' | 'hasOthers'>;

export interface DestinationsOptions extends Pick<LaneOptions, 'budget' | 'tally' | 'clock' | 'diagnostics'> {
  readonly route: Route;
  /** Completes the options of the lanes of a group. */
  laneOptions(own: OwnLaneOptions): LaneOptions;
}

/** Represents the log of all dead letters that a replay sends. */
const REPLAYED: LogSource = { path: '', metadata: {}, writtenByRuntime: false };
/** How long unused logs and tenants are kept, and how often they are searched, in milliseconds. */
const UNUSED_FOR = 60_000;
const LOOK_EVERY = 10_000;
/** Most destinations that the status shows. */
const MOST_SHOWN = 50;

/** The destinations of one sink, and the destination of each log. */
export class Destinations {
  /** All lanes of the sink. */
  readonly lanes = new LaneGroups();
  readonly #options: DestinationsOptions;
  readonly #log: DestinationLog;
  readonly #shared: SharedBytes;
  /** By `orderKey`, and by their sources. */
  readonly #logs = new Map<string, LogShare>();
  readonly #bySource = new WeakMap<LogSource, LogShare>();
  /** By the name; the whole sink's is undefined. */
  readonly #known = new Map<string | undefined, Destination>();
  /** Destinations that take no data. */
  readonly #troubled = new Set<Destination>();
  #refusals = 0;
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(options: DestinationsOptions) {
    const { route, budget, tally, diagnostics, clock } = options;
    this.#options = options;
    this.#log = createDestinationLog(route.sink.name, diagnostics, clock);
    const refusals = (): number => this.#refusals;
    this.#shared = {
      hold(bytes) {
        budget.held += bytes;
        tally.heldBytes += bytes;
      },
      newBytes: 0,
      get refusals() {
        return refusals();
      },
    };
  }

  /** Whether the sink may have more than one, so that messages about a log depend on its destination. */
  get areSeveral(): boolean {
    const { partition, destination } = this.#options.route;
    return partition !== undefined || destination !== undefined || this.#known.size > 1;
  }

  /** The log of a source. Without a source: the log of all dead letters of a replay. */
  logOf(source: LogSource = REPLAYED): LogShare {
    const known = this.#bySource.get(source);
    if (known !== undefined && !known.isForgotten) return known;
    const log = this.#find(source);
    this.#bySource.set(source, log);
    return log;
  }

  #find(source: LogSource): LogShare {
    this.#forgetUnused();
    const key = orderKey(source);
    const home = this.#homeOf(source);
    const known = this.#logs.get(key);
    // If the source now belongs to another tenant, it keeps the old one while something is held. So no record overtakes
    // another.
    if (known !== undefined && (known.home === home || known.heldBytes > 0)) return known;
    if (known !== undefined) this.#forget(known);
    const log = new LogShare(key, home, this.#shared);
    log.usedAt = this.#options.clock.now();
    this.#logs.set(key, log);
    return log;
  }

  /** Whether the log may be read: there is room in its lane, and its destination takes data. */
  hasRoom(log: LogShare): boolean {
    this.#reconsider(log);
    const { destination, heldBytes, isProven } = log;
    const state = {
      isUp: destination.isUp,
      logBytes: heldBytes,
      destinationBytes: destination.heldBytes,
      hasOthers: destination.name !== undefined && this.#known.size > 1,
      isProven,
      doubtfulBytes: this.#doubtfulBytes,
      limit: this.#options.budget.limit,
    };
    return mayRead(state) && log.lane.hasRoom;
  }

  /** Decides the destination of a log again. Nothing of it may be held. */
  #reconsider(log: LogShare): void {
    const { destination, isAside, heldBytes } = log;
    if (heldBytes > 0 || destination.aside === undefined) return;
    const isBack = isReliable(destination.isUp, this.#options.clock.now() - destination.refusedAt);
    if (isAside && isBack) this.#takeBack(log);
    if (!isAside && !isBack) log.join(destination);
  }

  status(): DestinationsStatus {
    this.#log.look();
    const named = [...this.#known].flatMap(([name, one]) => (name === undefined ? [] : [one.status(name)]));
    const troubled = named.filter(({ state, isAside }) => state !== 'up' || isAside);
    const shown = [...troubled, ...named.filter((one) => !troubled.includes(one))].slice(0, MOST_SHOWN);
    return {
      count: named.length,
      retrying: named.filter(({ state }) => state !== 'up').length,
      aside: named.filter(({ isAside }) => isAside).length,
      heldBytes: troubled.reduce((sum, { heldBytes }) => sum + heldBytes, 0),
      shown,
    };
  }

  get #doubtfulBytes(): number {
    let bytes = 0;
    for (const { heldBytes } of this.#troubled) bytes += heldBytes;
    // A destination that does not answer is recognised only after a while.
    return this.areSeveral ? Math.max(bytes, this.#shared.newBytes) : bytes;
  }

  #homeOf(source: LogSource): Destination {
    const { partition, destination } = this.#options.route;
    if (source === REPLAYED) return this.#withLanes(undefined);
    if (partition !== undefined) return this.#withLanes(partition(source));
    const name = destination?.(source);
    return name === undefined ? this.#withLanes(undefined) : this.#named(name, this.#withLanes(undefined).usual);
  }

  /** Returns a destination with its own requests: the whole sink, or a tenant. */
  #withLanes(name: string | undefined): Destination {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const { route, diagnostics, clock, laneOptions } = this.#options;
    const sink = `the sink ${route.sink.name}`;
    const subject = name === undefined ? sink : `${sink}, for ${name},`;
    const group = this.lanes.create(
      laneOptions({
        subject,
        hasOthers: name !== undefined,
        outages:
          name === undefined
            ? createOutageLog(subject, diagnostics, clock, { sink: route.sink.name })
            : this.#watching(() => created),
        setAside: (refusals, batch) => this.#setAside(refusals, batch, created),
      }),
      true,
    );
    const created = new Destination(name, group);
    this.#known.set(name, created);
    return created;
  }

  #named(name: string, usual: LaneGroup): Destination {
    const destination = this.#known.get(name) ?? new Destination(name, usual);
    this.#known.set(name, destination);
    return destination;
  }

  /** Records and logs which destinations take no data. */
  #watching(of: () => Destination): OutageLog {
    return {
      failed: (failure) => {
        const { clock } = this.#options;
        const destination = of();
        destination.refused(failure, clock.now(), clock.wallTime());
        if (this.#troubled.has(destination)) this.#log.look();
        else this.#log.failed(destination.name!, failure.reason);
        this.#troubled.add(destination);
      },
      recovered: () => {
        this.#troubled.delete(of());
        this.#log.recovered(of().name!);
      },
    };
  }

  /**
   * Moves the unsent records of refused logs, and what waits of them behind the batch, to the lane of their
   * destination.
   */
  #setAside(refusals: ReadonlyMap<HeldLog, Refusal>, batch: Batch, from: Destination): void {
    const byDestination = new Map<Destination, Set<HeldLog>>();
    for (const [log, refusal] of refusals) {
      // Two tenants may have streams of the same name.
      const name = from.name === undefined ? refusal.destination : `${from.name} ${refusal.destination}`;
      const destination = this.#named(name, from.usual);
      const logs = byDestination.get(destination) ?? new Set();
      if (logs.size === 0) this.#begin(destination, refusal);
      byDestination.set(destination, logs.add(log));
    }
    this.#refusals++;
    for (const [destination, logs] of byDestination) {
      const first = takeOut(batch, logs) ?? [];
      const waiting = from.usual.lanes.flatMap((lane) => lane.takeOut(logs));
      for (const log of logs) (log as LogShare).join(destination);
      for (const one of [first, waiting].flat()) destination.aside!.lane(0).accept(one);
      this.#log.failed(destination.name!, destination.lastRefusal!.reason);
    }
  }

  #begin(destination: Destination, refusal: Refusal): void {
    const { clock, route, laneOptions } = this.#options;
    const { sink, backoff, giveUpAfter, breaker } = destination.usual.options;
    destination.refused(refusal, clock.now(), clock.wallTime());
    this.#troubled.add(destination);
    if (destination.aside !== undefined) return;
    const name = destination.name!;
    const subject = `the sink ${route.sink.name}, for ${name},`;
    const outages = this.#watching(() => destination);
    const options = Object.assign(laneOptions({ subject, outages, setAside: undefined, hasOthers: true }), {
      sink,
      backoff,
      giveUpAfter,
    });
    destination.aside = this.lanes.create(options, false);
    options.breaker.fail();
    if (breaker.isEnding) options.breaker.end();
  }

  /** Sends the records of the log to its usual lane again. Nothing of it is held. */
  #takeBack(log: LogShare): void {
    const { destination } = log;
    log.leave();
    if (destination.members.size > 0) return;
    this.lanes.close(destination.aside!);
    destination.aside = undefined;
    this.#troubled.delete(destination);
  }

  #forget(log: LogShare): void {
    if (log.isAside) this.#takeBack(log);
    log.isForgotten = true;
    this.#logs.delete(log.key);
  }

  /**
   * Forgets logs and tenants that were unused for long. Otherwise they would fill the memory of a podtail that runs for
   * months.
   */
  #forgetUnused(): void {
    const now = this.#options.clock.now();
    if (now - this.#lookedAt < LOOK_EVERY) return;
    this.#lookedAt = now;
    const used = new Set<Destination>();
    for (const log of this.#logs.values()) {
      if (log.heldBytes > 0 || now - log.usedAt < UNUSED_FOR) {
        used.add(log.home).add(log.destination);
        continue;
      }
      this.#forget(log);
    }
    for (const [name, destination] of this.#known) {
      if (name === undefined || used.has(destination)) continue;
      const hasOwnLanes = this.#options.route.partition !== undefined;
      if (hasOwnLanes && !destination.usual.isIdle) continue;
      if (hasOwnLanes) this.lanes.close(destination.usual);
      this.#troubled.delete(destination);
      this.#known.delete(name);
    }
  }
}

/**
 * The key of logs whose records keep one order. The restarts of a container share it, because their records go to one
 * stream.
 */
function orderKey({ path, metadata }: LogSource): string {
  return metadata.restart === undefined ? path : dirname(path);
}
