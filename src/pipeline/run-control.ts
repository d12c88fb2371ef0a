import { createSubscribers, type Subscribers } from './subscribers.js';

/** How a run of the pipeline comes to its end, and who is woken meanwhile. */
export interface RunControl {
  /** Resolves when reading is to end, and rejects on a failure that nothing foresaw. */
  readonly ended: Promise<void>;
  /** Resolves when all is to end within `shutdown.grace`; rejects as `ended` does. */
  readonly stopped: Promise<void>;
  readonly isStopped: boolean;
  /** Whether `ended` is resolved, or rejected. */
  readonly isEnded: boolean;
  /** All there is was read: it is to be delivered, however long that takes. */
  end(): void;
  /** Podtail has to be gone soon, or there is nobody to deliver to. */
  stop(): void;
  fail(error: unknown): void;
  /** There may be room again in the delivery. */
  readonly room: Subscribers;
}

export function createRunControl(): RunControl {
  const ended = settledLater();
  const stopped = settledLater();
  let isStopped = false;
  let isEnded = false;
  return {
    ended: ended.promise,
    stopped: stopped.promise,
    get isStopped() {
      return isStopped;
    },
    get isEnded() {
      return isEnded;
    },
    end() {
      isEnded = true;
      ended.resolve();
    },
    stop() {
      isStopped = true;
      isEnded = true;
      ended.resolve();
      stopped.resolve();
    },
    fail(error) {
      isEnded = true;
      ended.reject(error);
      stopped.reject(error);
    },
    room: createSubscribers(),
  };
}

/** A promise, and what settles it. Nobody need wait for it. */
function settledLater() {
  let resolve = (): void => {};
  let reject = (_error: unknown): void => {};
  const promise = new Promise<void>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  promise.catch(() => undefined);
  return { promise, resolve, reject };
}
