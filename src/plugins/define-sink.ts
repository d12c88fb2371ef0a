import type * as z from 'zod';
import { formatPath } from '../config/problem.js';
import { ownSinkSchema } from '../config/sink-schema.js';
import type { DefinedSink } from '../pipeline/program-parts.js';
import type { Payload } from '../record/payload.js';
import { recordBytes, recordId } from '../record/payload-records.js';
import type { SendOutcome } from '../record/sink.js';
import { UserError } from '../record/user-error.js';

/**
 * A sink of a program's own. Its records are lines of JSON; all but `send` is as in the configuration: sizes and durations
 * are in bytes and milliseconds, or have a unit (`1MiB`, `10s`).
 */
export interface SinkDefinition {
  /** In messages, in the status, and of the file of dead letters: at most 64 letters, digits, dots, - and _. */
  readonly name: string;
  /** Field names of its records; not given: as the configuration's `schema` says, else `flat`. */
  readonly schema?: 'flat' | 'fluent-bit' | 'ecs' | 'otel';
  /** Whether records are dropped, and counted, where it is too slow or away (default false: then reading waits for it). */
  readonly optional?: boolean;
  /** Which records it gets, as in the configuration: patterns, a leading `!` excludes. Not given: all. */
  readonly match?: {
    readonly namespace?: string[];
    readonly pod?: string[];
    readonly container?: string[];
    readonly labels?: Record<string, string[]>;
    readonly stream?: 'stdout' | 'stderr';
    readonly level?: LevelName | LevelName[];
  };
  /** How many calls of `send` there are at most at the same time (default 4). One log's records always take the same lane. */
  readonly lanes?: number;
  /** When a batch is sent: at the first limit that it reaches (default 1MiB, 10,000 records, 1s). */
  readonly batch?: {
    readonly bytes?: number | string;
    readonly records?: number;
    readonly timeout?: number | string;
  };
  /** The pauses before further tries (default 500ms, 30s), and when to give up (default `never`). */
  readonly retry?: {
    readonly initial?: number | string;
    readonly max?: number | string;
    readonly giveUpAfter?: number | string;
  };
  /** Where the configuration has a `stateDir`, what `send` rejects is in `dead-letters/<name>.ndjson` there. */
  readonly deadLetters?: { readonly maxBytes?: number | string };
  /**
   * Sends a batch once, and says what came of it. After `delivered` its records are settled: podtail will not read them
   * again. So resolve with that only once they are safe. What it throws counts as `retry`. Each lane waits for the outcome
   * of one batch before the next, so that the order of each log is kept; a batch that is sent again may hold records that
   * arrived before.
   *
   * @param signal aborts when podtail is stopping, or when a reload has put another sink in the place of this one and
   *   `shutdown.grace` is over
   */
  send(batch: SinkBatch, signal: AbortSignal): Promise<SendOutcome>;
  /** Called once, after the last `send`. */
  close?(): Promise<void>;
}

/** The level of a record; `none` where it is not known. */
type LevelName = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'none';

/** What a call of `send` is given. It may be used until the outcome is known, and not after. */
export interface SinkBatch {
  /** The records, each a line of JSON in UTF-8 with its newline. */
  readonly body: Buffer;
  readonly records: number;
  /** One record's line, without its newline. */
  line(record: number): Buffer;
  /** The same whenever the record is read again, also after a crash, and no other record's: use it to recognise repeats. */
  id(record: number): string;
}

/** Makes a sink of a program's own. Throws where an option is wrong, naming the key and what was expected. */
export function defineSink(definition: SinkDefinition): DefinedSink {
  const { send, close, ...options } = definition;
  const result = ownSinkSchema.safeParse(options);
  if (!result.success) {
    const [{ path, message }] = result.error.issues as [z.core.$ZodIssue];
    const key = formatPath(path as (string | number)[]);
    const what = key === '' ? message : `${key}: expected ${message}`;
    throw new UserError(`the sink ${definition.name}: ${what}`);
  }
  return {
    ...result.data,
    type: 'own',
    sink: {
      name: result.data.name,
      async send(payload, signal) {
        try {
          return await send.call(definition, batchOf(payload), signal);
        } catch (error) {
          return { kind: 'retry', reason: error instanceof Error ? error.message : String(error) };
        }
      },
      close: async () => close?.call(definition),
    },
  };
}

function batchOf(payload: Payload): SinkBatch {
  return {
    body: payload.buffer.subarray(0, payload.length),
    records: payload.records,
    line: (record) => recordBytes(payload, record).subarray(0, -1),
    id: (record) => recordId(payload, record),
  };
}
