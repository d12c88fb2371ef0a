import type { SinkDelivery } from './sink-delivery.js';

/** Sinks that get no new records, until the records that they have are settled. */
export interface LeavingSinks {
  readonly all: readonly SinkDelivery[];
  /** The leaving sinks of that name, oldest first. */
  named(name: string): readonly SinkDelivery[];
  /** @param successor waits for this one, in order that each log's records keep theirs */
  add(sink: SinkDelivery, successor?: SinkDelivery): void;
  /**
   * Tries once more to deliver what a sink has. What it does not take within `grace` milliseconds goes to its dead
   * letters.
   */
  remove(sink: SinkDelivery, grace: number): void;
  /** Called when a sink may have become idle. */
  look(): void;
}

/** @param onGone a sink has nothing any more that could be sent; `isSettled`: nor anything that would have to be */
export function createLeavingSinks(onGone: (sink: SinkDelivery, isSettled: boolean) => void): LeavingSinks {
  interface Leaving {
    successor: SinkDelivery | undefined;
    overdue?: NodeJS.Timeout;
    isConcluding: boolean;
  }
  const leaving = new Map<SinkDelivery, Leaving>();

  async function conclude(sink: SinkDelivery, { successor, overdue }: Leaving): Promise<void> {
    clearTimeout(overdue);
    if (sink.isRemoved) await sink.settleLeft();
    const isSettled = sink.left === 0;
    if (!isSettled) sink.sayRest();
    leaving.delete(sink);
    if (isSettled) successor?.release();
    else successor?.abandon();
    onGone(sink, isSettled);
    look();
  }

  function look(): void {
    for (const [sink, state] of leaving) {
      if (state.isConcluding || !sink.isIdle) continue;
      if (sink.isHeld) {
        skip(sink, state);
        continue;
      }
      state.isConcluding = true;
      void conclude(sink, state);
    }
  }

  /**
   * Removes a sink that has no records and waits for another one. Its successor then waits for that other one. So
   * reloads during an outage do not accumulate sinks.
   */
  function skip(sink: SinkDelivery, { successor, overdue }: Leaving): void {
    clearTimeout(overdue);
    for (const state of leaving.values()) if (state.successor === sink) state.successor = successor;
    leaving.delete(sink);
    onGone(sink, true);
  }

  return {
    get all() {
      return [...leaving.keys()];
    },
    named: (name) => [...leaving.keys()].filter((sink) => sink.name === name),
    add(sink, successor) {
      leaving.set(sink, { successor, isConcluding: false });
    },
    remove(sink, grace) {
      const state = leaving.get(sink);
      if (state === undefined || sink.isRemoved) return;
      sink.remove();
      state.overdue = setTimeout(() => sink.giveUp(), grace);
    },
    look,
  };
}
