import { RecordFlag } from '../record/record-block.js';

/** Something for each stream that a record can be of. */
export interface PerStream<Value> {
  readonly stdout: Value;
  readonly stderr: Value;
  /** Of raw lines, which have no stream. */
  readonly raw: Value;
}

/** Makes something for each stream; `make` gets the stream's name. */
export function perStream<Value>(make: (stream: string | undefined) => Value): PerStream<Value> {
  return { stdout: make('stdout'), stderr: make('stderr'), raw: make(undefined) };
}

/** That of a record's stream. */
export function ofStream<Value>(all: PerStream<Value>, flags: number): Value {
  if ((flags & RecordFlag.stdout) !== 0) return all.stdout;
  return (flags & RecordFlag.stderr) !== 0 ? all.stderr : all.raw;
}
