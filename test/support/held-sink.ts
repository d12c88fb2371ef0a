import type { Payload } from '../../src/record/payload.js';
import type { SendOutcome, Sink } from '../../src/record/sink.js';

/** A sink whose answers the test gives, one by one, in the order in which the requests came. */
export interface HeldSink extends Sink {
  /** The messages of each payload that was sent, in order. */
  readonly sent: readonly string[][];
  /** How many requests have no answer yet. */
  waiting(): number;
  isClosed(): boolean;
  /** Answers the oldest request, and lets what follows of that happen. */
  answer(outcome: SendOutcome): Promise<void>;
}

export function createHeldSink(name = 'held'): HeldSink {
  const sent: string[][] = [];
  const waiting: ((outcome: SendOutcome) => void)[] = [];
  let isClosed = false;
  return {
    name,
    sent,
    waiting: () => waiting.length,
    isClosed: () => isClosed,
    send(payload, signal) {
      sent.push(messagesOf(payload));
      return new Promise((resolve) => {
        waiting.push(resolve);
        signal.addEventListener('abort', () => resolve({ kind: 'retry', reason: 'podtail is stopping' }));
      });
    },
    async answer(outcome) {
      waiting.shift()!(outcome);
      await turn();
    },
    async close() {
      isClosed = true;
    },
  };
}

/** Lets everything happen that waits for nothing but the event loop. */
export function turn(): Promise<void> {
  return new Promise(setImmediate);
}

/** The messages of a payload in schema `flat`. */
export function messagesOf({ buffer, length }: Pick<Payload, 'buffer' | 'length'>): string[] {
  const lines = buffer.toString('utf8', 0, length).trimEnd().split('\n');
  return lines.map((line) => (JSON.parse(line) as { message: string }).message);
}
