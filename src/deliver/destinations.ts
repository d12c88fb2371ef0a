import { dirname } from 'node:path';
import type { LogSource } from '../record/log-source.js';
import type { DestinationsStatus } from '../record/sink-status.js';
import { type Batch, type HeldLog, takeOut } from './batch.js';
import { Destination, LogShare, type SharedBytes } from './destination.js';
import { createDestinationLog, type DestinationLog } from './destination-log.js';
import { hashOf } from './hash.js';
import type { LaneOptions } from './lane.js';
import { type LaneGroup, LaneGroups } from './lane-groups.js';
import { createOutageLog, type OutageLog } from './outage-log.js';
import type { Route } from './route.js';
import { isReliable, mayRead } from './set-aside.js';
import type { Refusal } from './settle-context.js';

/** What a group of lanes has of its own. */
export type OwnLaneOptions = Pick<LaneOptions, 'subject' | 'outages' | 'setAside' | 'hasOthers'>;

export interface DestinationsOptions extends Pick<LaneOptions, 'budget' | 'tally' | 'clock' | 'diagnostics'> {
  readonly route: Route;
  /** Makes all that the lanes of a group need. */
  laneOptions(own: OwnLaneOptions): LaneOptions;
}

/** Stands for the one log that dead letters make which are sent again. */
const REPLAYED: LogSource = { path: '', metadata: {}, writtenByRuntime: false };
/** How long what is not used stays, and how often it is looked for, in milliseconds. */
const UNUSED_FOR = 60_000;
const LOOK_EVERY = 10_000;
/** Destinations that are shown by themselves. */
const MOST_SHOWN = 50;

/** The destinations of one sink, and which log's records go where. */
export class Destinations {
  /** All lanes that there are. */
  readonly lanes = new LaneGroups();
  readonly #options: DestinationsOptions;
  readonly #log: DestinationLog;
  readonly #shared: SharedBytes;
  /** By `orderKey`, and by their sources. */
  readonly #logs = new Map<string, LogShare>();
  readonly #bySource = new WeakMap<LogSource, LogShare>();
  /** By the name; the whole sink's is undefined. */
  readonly #known = new Map<string | undefined, Destination>();
  /** Those that take no data. */
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

  /** The log of that source; without one, that of all dead letters that are sent again. */
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
    // Described again, as of another tenant, it continues as before while something is held, so that nothing is overtaken.
    if (known !== undefined && (known.home === home || known.heldBytes > 0)) return known;
    if (known !== undefined) this.#forget(known);
    const log = new LogShare(key, home, source === REPLAYED ? 0 : hashOf(key), this.#shared);
    log.usedAt = this.#options.clock.now();
    this.#logs.set(key, log);
    return log;
  }

  /** Whether the log may be read on: there is room in its lane, and its destination takes data. */
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

  /** Sends a log, of which nothing is held, the way that is right now. */
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
    // Those that do not answer are not known to be in trouble for a while.
    return this.areSeveral ? Math.max(bytes, this.#shared.newBytes) : bytes;
  }

  #homeOf(source: LogSource): Destination {
    const { partition, destination } = this.#options.route;
    if (source === REPLAYED) return this.#withLanes(undefined);
    if (partition !== undefined) return this.#withLanes(partition(source));
    const name = destination?.(source);
    return name === undefined ? this.#withLanes(undefined) : this.#named(name, this.#withLanes(undefined).usual);
  }

  /** A destination that has requests of its own: the whole sink, or a tenant. */
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

  /** Takes down which destinations take no data, and says so. */
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

  /** Sends what a batch still has of the logs that were refused by another way, with what waits of them behind it. */
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

  /** The log's records go the usual way again; nothing of it is held. */
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

  /** Lets go of what nothing came for in a while: logs and tenants come and go, and podtail stays. */
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

/** What the logs share whose records are kept in order: the runs of a container follow each other in one stream. */
function orderKey({ path, metadata }: LogSource): string {
  return metadata.restart === undefined ? path : dirname(path);
}
