import type * as z from 'zod';
import type { ownSinkSchema } from '../config/sink-schema.js';
import type { LogSource } from '../record/log-source.js';
import type { Sink } from '../record/sink.js';
import type { CountDropped, Transform } from '../transform/transform.js';

/** A sink that a program defined, as `defineSink` makes it. */
export interface DefinedSink extends Readonly<z.output<typeof ownSinkSchema>> {
  readonly type: 'own';
  readonly sink: Sink;
}

/** A transform that a program defined, as `defineTransform` makes it. */
export interface DefinedTransform {
  /** The transform of one log; undefined if it does not match that log. */
  forSource(source: LogSource, countDropped: CountDropped): Transform | undefined;
}
