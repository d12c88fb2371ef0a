import { createSubscribers, type Subscribers } from './subscribers.js';

/** Controls the end of a run, and wakes the reader when there is room. */
export interface RunControl {
  /** Resolves when the reading has to end. Rejects on an unexpected error. */
  readonly ended: Promise<void>;
  /** Resolves when everything has to end within `shutdown.grace`. Rejects as `ended` does. */
  readonly stopped: Promise<void>;
  readonly isStopped: boolean;
  /** Whether `ended` has resolved or rejected. */
  readonly isEnded: boolean;
  /** Everything is read. It has to be delivered, however long that takes. */
  end(): void;
  /** podtail has to end soon, or there is no sink any more. */
  stop(): void;
  fail(error: unknown): void;
  /** Notified when there may be room in the delivery again. */
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

/** A promise with its `resolve` and `reject`. A rejection that nobody awaits is ignored. */
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
