import { ExitStatus } from './command.js';

/** A signal from outside. If it came before there was a listener, the listener is called at once. */
export interface Occasion {
  listen(listener: () => void): void;
}

/** The part of `process` that this needs. */
export interface SignalledProcess {
  on(signal: 'SIGTERM' | 'SIGINT' | 'SIGHUP', listener: () => void): unknown;
  exit(status: number): unknown;
}

/**
 * Takes SIGTERM and SIGINT from now on: the first says that the work is to end, a second one ends the process at once. To be
 * called before anything that takes time, for a signal that comes earlier ends the process, or, where that is the first of
 * a container, is lost.
 */
export function takeStops(from: SignalledProcess = process): Occasion {
  const { occur, listen } = createOccasion();
  let isStopping = false;
  const onSignal = (): void => {
    if (isStopping) from.exit(ExitStatus.failed);
    isStopping = true;
    occur();
  };
  from.on('SIGTERM', onSignal);
  from.on('SIGINT', onSignal);
  return { listen };
}

/** Takes SIGHUP, in the same way. */
export function takeHangUps(from: SignalledProcess = process): Occasion {
  const { occur, listen } = createOccasion();
  from.on('SIGHUP', occur);
  return { listen };
}

function createOccasion() {
  let hasOccurred = false;
  let listener = (): void => {
    hasOccurred = true;
  };
  return {
    occur: (): void => listener(),
    listen(onOccur: () => void): void {
      listener = onOccur;
      if (hasOccurred) onOccur();
    },
  };
}
