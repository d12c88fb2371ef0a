/**
 * The text of a line that tells when it was written and which one it is: ` @1700000000123#42;`. All characters stand for
 * themselves in JSON, CRI and protobuf, so that a receiver finds the marks in whatever an agent sends.
 */
export function markOf(milliseconds: number, line: number): string {
  return ` @${milliseconds}#${line};`;
}

/** A mark in what an agent sent. */
export interface Mark {
  /** When the line was written, in milliseconds since 1970. */
  readonly milliseconds: number;
  /** Which line it is, from 0. */
  readonly line: number;
}

const MARK = / @(\d{13})#(\d+);/g;

/** The marks in a body, decompressed, in their order. */
export function* marksIn(body: Buffer): Generator<Mark> {
  for (const [, milliseconds, line] of body.toString('latin1').matchAll(MARK)) {
    yield { milliseconds: Number(milliseconds), line: Number(line) };
  }
}
