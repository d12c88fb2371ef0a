import { type CriWriter, criLine, criPieces, criText } from './cri-line.js';
import { dockerJsonLine, dockerPieces, dockerText } from './docker-json-line.js';
import { conmonTime, type Nanoseconds, rfc3339Nano } from './log-time.js';
import type { LogEntry } from './written-line.js';

/** How a container runtime writes down what a container wrote. Pure. */
export interface RuntimeFormat {
  /** The pieces that a closed line is written in; one for a line of usual length. */
  pieces(line: Uint8Array): Uint8Array[];
  /** The line as a reader gets it back from the pieces' content. */
  text(pieces: readonly Uint8Array[]): string;
  /** One line of the log file, its newline included. */
  encode(entry: LogEntry): Buffer;
  time(now: Nanoseconds): string;
  /** Whether all pieces of a line bear the time of the first. */
  readonly oneTimePerLine: boolean;
}

/** Docker's json-file driver; `attrs` as its `labels` and `env` options add them. */
export function dockerFormat(attrs?: Readonly<Record<string, string>>): RuntimeFormat {
  return {
    pieces: dockerPieces,
    text: (pieces) => pieces.map(dockerText).join(''),
    encode: (entry) => dockerJsonLine(entry, attrs),
    time: rfc3339Nano,
    oneTimePerLine: true,
  };
}

export function criFormat(writer: CriWriter): RuntimeFormat {
  return {
    pieces: (line) => criPieces(line, writer),
    text: (pieces) => criText(Buffer.concat(pieces)),
    encode: criLine,
    time: writer === 'conmon' ? conmonTime : rfc3339Nano,
    oneTimePerLine: false,
  };
}

/** What an application writes into a file of its own: the line and nothing else. */
export const plainFormat: RuntimeFormat = {
  pieces: (line) => [line],
  text: (pieces) => criText(Buffer.concat(pieces)),
  encode: ({ content, last }) => Buffer.concat([content, Buffer.from(last ? '\n' : '')]),
  time: rfc3339Nano,
  oneTimePerLine: true,
};
