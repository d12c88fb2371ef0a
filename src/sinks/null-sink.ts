import type { SendOutcome, Sink } from '../record/sink.js';

const DELIVERED: Promise<SendOutcome> = Promise.resolve({ kind: 'delivered' });

/** A sink that discards all records, to count them, to check a configuration, and to measure. */
export function createNullSink(name: string): Sink {
  return {
    name,
    send: () => DELIVERED,
    close: () => Promise.resolve(),
  };
}
