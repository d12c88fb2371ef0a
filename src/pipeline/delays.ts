import type { LogSource } from '../record/log-source.js';

/** Delays the reading of sources. */
export interface Delays {
  /** Whether the source may be read now. If not, `wake` is called once it may. */
  isReady(source: LogSource): boolean;
  close(): void;
}

/** @param readyAt when a source may be read on, in milliseconds of the clock `now` */
export function createDelays(readyAt: (source: LogSource) => number, now: () => number, wake: () => void): Delays {
  let timer: NodeJS.Timeout | undefined;
  let wakesAt = Number.POSITIVE_INFINITY;

  function wakeAt(time: number): void {
    if (wakesAt <= time) return;
    clearTimeout(timer);
    wakesAt = time;
    timer = setTimeout(
      () => {
        wakesAt = Number.POSITIVE_INFINITY;
        wake();
      },
      Math.max(1, Math.ceil(time - now())),
    );
  }

  return {
    isReady(source) {
      const time = readyAt(source);
      if (time <= now()) return true;
      wakeAt(time);
      return false;
    },
    close: () => clearTimeout(timer),
  };
}
