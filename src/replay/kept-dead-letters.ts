import type { ParsedDeadLetter } from '../deliver/dead-letters.js';

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
    const stay = `${count} lines of ${file} cannot be sent to the sink '${sink}', and stay there`;
    return sinks.includes(sink)
      ? `${stay}: is that one of another type now than when it refused them?`
      : `${stay}: the configuration has no sink of that name (it has ${sinks.join(', ')}); name the right one with --config`;
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
      ...(noDeadLetters === 0 ? [] : [`${noDeadLetters} lines of ${file} hold no dead letter, and stay there`]),
      ...[...ofSink].map(([sink, count]) => messageOf(file, sink, count)),
    ],
  };
}
