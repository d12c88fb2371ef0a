import type { ParsedDeadLetter } from '../deliver/dead-letters.js';
import { counted } from '../record/counted.js';

/** Lines of a file of dead letters that cannot be sent again, and stay. */
export interface KeptDeadLetters {
  readonly count: number;
  /** @param dead letter what the line says; undefined where it is no dead letter */
  add(deadLetter: ParsedDeadLetter | undefined): void;
  /** Says of which kind they are, and what to do. */
  messages(file: string): string[];
}

/** @param sinks names of those that dead letters can be sent to */
export function createKeptDeadLetters(sinks: readonly string[]): KeptDeadLetters {
  let noDeadLetters = 0;
  const ofSink = new Map<string, number>();

  function messageOf(file: string, sink: string, count: number): string {
    const stay = `kept ${counted(count, 'line')} of ${file} for the sink '${sink}'`;
    return sinks.includes(sink)
      ? `${stay}: the sink has another type than when it refused the data`
      : `${stay}: the configuration has no sink of that name (it has ${sinks.join(', ')}); name the right configuration with --config`;
  }

  return {
    get count() {
      return noDeadLetters + [...ofSink.values()].reduce((sum, count) => sum + count, 0);
    },
    add(deadLetter) {
      if (deadLetter === undefined) noDeadLetters++;
      else ofSink.set(deadLetter.sink, (ofSink.get(deadLetter.sink) ?? 0) + 1);
    },
    messages: (file) => [
      ...(noDeadLetters === 0 ? [] : [`kept ${counted(noDeadLetters, 'line')} of ${file} without a dead letter`]),
      ...[...ofSink].map(([sink, count]) => messageOf(file, sink, count)),
    ],
  };
}
