import { RecordFlag } from '../record/record-block.js';

/** A value for each stream. */
export interface PerStream<Value> {
  readonly stdout: Value;
  readonly stderr: Value;
  /** The value for raw lines, which have no stream. */
  readonly raw: Value;
}

/** Creates a value for each stream. `make` gets the name of the stream. */
export function perStream<Value>(make: (stream: string | undefined) => Value): PerStream<Value> {
  return { stdout: make('stdout'), stderr: make('stderr'), raw: make(undefined) };
}

/** The value for the stream of a record. */
export function ofStream<Value>(all: PerStream<Value>, flags: number): Value {
  if ((flags & RecordFlag.stdout) !== 0) return all.stdout;
  return (flags & RecordFlag.stderr) !== 0 ? all.stderr : all.raw;
}
