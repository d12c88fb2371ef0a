import type { Sink } from '../record/sink.js';

/** The reason in the outcome of an aborted request. */
const REPLACED = 'no answer within shutdown.grace, and the settings of the sink have changed';

/** A sink that may be closed at any time. It closes once, as soon as no `send` is in progress. */
export interface Connection extends Sink {
  /**
   * Closes the sink. Nothing may be sent afterwards.
   *
   * @param patience milliseconds after which a request in flight is aborted, unless it would have its effect anyway
   *   (see `Sink.isIrrevocable`). Not given: never
   */
  close(patience?: number): Promise<void>;
}

/** Stands in for a closed sink. */
const CLOSED: Omit<Sink, 'name'> = {
  send: () => Promise.resolve({ kind: 'closed', reason: 'it was closed' }),
  close: () => Promise.resolve(),
};

export function exchangeable(given: Sink): Connection {
  // Waiting records may refer to this connection long after it was closed.
  let sink = given;
  const sending = new Set<AbortController>();
  let onIdle: (() => void) | undefined;
  let closing: Promise<void> | undefined;

  async function closeIdle(patience: number | undefined): Promise<void> {
    if (sending.size > 0) await idle(sink.isIrrevocable ? undefined : patience);
    const { name, sentBytes } = sink;
    await sink.close();
    sink = { ...CLOSED, name, ...(sentBytes === undefined ? {} : { sentBytes }) };
  }

  async function idle(patience: number | undefined): Promise<void> {
    const breakOff = (): void => {
      for (const request of sending) request.abort(REPLACED);
    };
    const overdue = patience === undefined ? undefined : setTimeout(breakOff, patience);
    await new Promise<void>((resolve) => (onIdle = resolve));
    clearTimeout(overdue);
  }

  return {
    name: given.name,
    get sentBytes() {
      return sink.sentBytes!;
    },
    divide: (payload) => sink.divide?.(payload) ?? [],
    async send(payload, signal) {
      const request = new AbortController();
      const abort = (): void => request.abort(signal.reason);
      signal.addEventListener('abort', abort);
      if (signal.aborted) abort();
      sending.add(request);
      try {
        return await sink.send(payload, request.signal);
      } finally {
        signal.removeEventListener('abort', abort);
        sending.delete(request);
        if (sending.size === 0) onIdle?.();
      }
    },
    close(patience) {
      closing ??= closeIdle(patience);
      return closing;
    },
  };
}
