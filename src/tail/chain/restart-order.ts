import type { LogSource } from '../../record/log-source.js';

/** A log, as far as its place among the restarts of its container matters. */
interface Run {
  readonly path: string;
  readonly found: LogSource;
}

/**
 * The order in which the restarts of a container are read: `N.log` to its end before `N+1.log` is begun. One that is begun continues,
 * whatever comes to an earlier one.
 */
export class RestartOrder<Log extends Run> {
  /** The logs of each container. */
  readonly #containers = new Map<string, readonly Log[]>();
  readonly #begun = new WeakSet<Log>();

  add(log: Log): void {
    const key = containerOf(log.found);
    if (key === undefined) return;
    this.#containers.set(key, [...(this.#containers.get(key) ?? []), log]);
  }

  remove(log: Log): void {
    const key = containerOf(log.found);
    if (key === undefined) return;
    const logs = (this.#containers.get(key) ?? []).filter((other) => other !== log);
    if (logs.length === 0) this.#containers.delete(key);
    else this.#containers.set(key, logs);
  }

  /**
   * The log of an earlier restart that has to be read to its end before this one is begun; undefined if there is none, and this
   * one counts as begun then.
   */
  earlier(log: Log, isBehind: (earlier: Log) => boolean): Log | undefined {
    if (this.#begun.has(log)) return undefined;
    const key = containerOf(log.found);
    const restart = log.found.metadata.restart ?? 0;
    for (const other of (key === undefined ? undefined : this.#containers.get(key)) ?? []) {
      if ((other.found.metadata.restart ?? 0) < restart && isBehind(other)) return other;
    }
    this.#begun.add(log);
    return undefined;
  }
}

/** Names the container of which a log is one restart's; undefined if the path does not say it. */
function containerOf({ metadata }: LogSource): string | undefined {
  const { namespace, pod, uid, container, restart } = metadata;
  return restart === undefined ? undefined : JSON.stringify([namespace, pod, uid, container]);
}
