import { type RecordStarts, startShape } from './record-starts.js';

/** A line that a logger wrote. */
export interface LoggedLine {
  /** Whether a trace behind it is likely its own: it says that something failed. */
  readonly tellsFailure: boolean;
  /** Whether its message begins only on the next line. */
  readonly isEmpty: boolean;
  /** Whether it ends with a colon, so that what it tells of is on the next lines. */
  readonly announces: boolean;
  /** Whether the shape of the line is enough to take indented lines behind it for its own. */
  readonly isSure: boolean;
}

/** Words of a logger's line behind which a trace is likely its own: a level, or what happened. */
const FAILURE =
  /\b(?:warn|warning|wrn|error|err|eror|fatal|ftl|crit|critical|severe|alert|emerg|fail|failed|d?panic|traceback|unhandled|uncaught)\b|exception|[a-z]Error\b|^[WEF]\d{4} /i;

/** Behind a level or a logger's name is nothing. */
const EMPTY = /(?:[:|\]] +| - ?| -- : *)$/;

const ANNOUNCES = /[\w)\]'"]: ?$/;

/** What a logger wrote, of a line that looks like it, and is worth waiting for what follows. */
export function loggedLine(line: string, starts: RecordStarts, isLast: boolean): LoggedLine | undefined {
  const shape = startShape(line);
  if (shape === undefined || shape === 'json') return undefined;
  const tellsFailure = FAILURE.test(line);
  const isSure = shape === 'time' || shape === 'klog';
  const mayGoOn = starts.haveContinued || ((isSure || starts.isSure) && starts.isLearning);
  const announces = isSure && ANNOUNCES.test(line);
  if (isLast && !tellsFailure && !mayGoOn && !announces) return undefined;
  return { tellsFailure, announces, isEmpty: tellsFailure && EMPTY.test(line), isSure };
}
