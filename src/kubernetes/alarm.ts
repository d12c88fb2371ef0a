/** Calls once a time has come; a time that is set later takes the place of the one before. */
export interface Alarm {
  /** Infinity: never. */
  set(time: number): void;
  clear(): void;
}

/** @param now the clock of the times, in milliseconds */
export function createAlarm(now: () => number, ring: () => void): Alarm {
  let timer: NodeJS.Timeout | undefined;
  let setFor = Number.POSITIVE_INFINITY;
  const clear = (): void => {
    clearTimeout(timer);
    timer = undefined;
    setFor = Number.POSITIVE_INFINITY;
  };
  return {
    set(time) {
      if (time === setFor && timer !== undefined) return;
      clear();
      if (time === Number.POSITIVE_INFINITY) return;
      setFor = time;
      timer = setTimeout(
        () => {
          clear();
          ring();
        },
        Math.max(0, Math.ceil(time - now())),
      );
    },
    clear,
  };
}
