import type { SendOutcome, Sink } from '../record/sink.js';

const DELIVERED: Promise<SendOutcome> = Promise.resolve({ kind: 'delivered' });

/** The sink that throws away what it is given: to count, to check a configuration, and to measure. */
export function createNullSink(name: string): Sink {
  return {
    name,
    send: () => DELIVERED,
    close: () => Promise.resolve(),
  };
}
