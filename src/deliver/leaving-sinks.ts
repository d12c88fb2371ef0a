import type { SinkDelivery } from './sink-delivery.js';

/** Sinks that nothing is appended to any more, until what they have is settled. */
export interface LeavingSinks {
  readonly all: readonly SinkDelivery[];
  /** Those of that name, the oldest first. */
  named(name: string): readonly SinkDelivery[];
  /** @param successor waits for this one, in order that each log's records keep theirs */
  add(sink: SinkDelivery, successor?: SinkDelivery): void;
  /** A last try for what a sink has; what it does not take within `grace` milliseconds goes to its dead letters. */
  remove(sink: SinkDelivery, grace: number): void;
  /** Something may have become idle. */
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
   * Lets go of a sink that has nothing, and waits for another: what waits for it waits for that one. So reloads while a sink
   * is down do not heap up.
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
