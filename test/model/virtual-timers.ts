/** Timers that run when they are told to, in place of the process's. */
export interface VirtualTimers {
  /** Milliseconds. */
  readonly now: number;
  /** Lets time pass; what falls due is run. */
  pass(milliseconds: number): void;
  /** Runs what waits for its turn, until nothing does. */
  runTurns(): void;
  /** Puts the process's timers back; those that are left never run. */
  uninstall(): void;
}

interface Timer {
  readonly at: number;
  readonly run: () => void;
}

/**
 * Puts timers in place of the process's that run in the order in which they are due, and at no other time.
 *
 * @param onPass called before so many milliseconds pass
 */
export function installVirtualTimers(onPass: (milliseconds: number) => void): VirtualTimers {
  const real = { setTimeout, clearTimeout, setImmediate };
  const turns: (() => void)[] = [];
  const timers = new Set<Timer>();
  let now = 0;

  function advance(time: number): void {
    if (time <= now) return;
    onPass(time - now);
    now = time;
  }

  function runTurns(): void {
    for (let turn = turns.shift(); turn !== undefined; turn = turns.shift()) turn();
  }

  function nextDue(end: number): Timer | undefined {
    const due = [...timers].filter(({ at }) => at <= end);
    return due.reduce<Timer | undefined>((first, timer) => (first && first.at <= timer.at ? first : timer), undefined);
  }

  Object.assign(globalThis, {
    setImmediate: (run: () => void) => turns.push(run),
    setTimeout(run: () => void, milliseconds = 0) {
      const timer = { at: now + milliseconds, run };
      timers.add(timer);
      return timer;
    },
    clearTimeout: (timer: Timer) => timers.delete(timer),
  });
  return {
    get now() {
      return now;
    },
    pass(milliseconds) {
      const end = now + milliseconds;
      for (let timer = nextDue(end); timer !== undefined; timer = nextDue(end)) {
        timers.delete(timer);
        advance(timer.at);
        timer.run();
        runTurns();
      }
      advance(end);
    },
    runTurns,
    uninstall: () => void Object.assign(globalThis, real),
  };
}
