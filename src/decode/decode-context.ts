import type { Counters } from '../record/counters.js';
import type { RecordBlock } from '../record/record-block.js';
import type { FormatName } from './line-format.js';
import { createScanner, type Scanner } from './scanner.js';

/** What a pipeline's decoders need and share: one buffer and one set of columns serve all files, one after the other. */
export interface DecodeOptions {
  readonly block: RecordBlock;
  /** `auto` recognises each source by its lines. */
  readonly format: FormatName | 'auto';
  /** Bytes of a line's text that are shipped; the rest is thrown away and counted. */
  readonly maxLineBytes: number;
  readonly counters: Counters;
  /** Milliseconds, never falling: how long pieces have waited. */
  now(): number;
  /** Milliseconds since 1970, for the time of raw lines. */
  wallTime(): number;
}

/** The options and the one scanner of all decoders. */
export interface DecodeContext extends DecodeOptions {
  readonly scanner: Scanner;
}

/** Makes what all decoders of a pipeline share. */
export function createDecodeContext(options: DecodeOptions): DecodeContext {
  return { ...options, scanner: createScanner(options.block) };
}
