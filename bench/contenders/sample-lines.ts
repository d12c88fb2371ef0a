import { closeSync, openSync, readSync } from 'node:fs';

/** How many lines a file has, and some of them. */
export interface LineSample {
  readonly count: number;
  /** The first line, and every so many-th after it, without the newline. */
  readonly lines: readonly string[];
}

const READ_BYTES = 1024 * 1024;
const NEWLINE = 0x0a;

/**
 * Goes through a file and keeps every `step`-th line. What no newline ends is no line. Throws a RangeError at a line
 * that is longer than 1 MiB.
 */
export function sampleLines(path: string, step: number): LineSample {
  const file = openSync(path, 'r');
  const buffer = Buffer.allocUnsafe(READ_BYTES);
  const lines: string[] = [];
  let count = 0;
  let held = 0;
  try {
    for (;;) {
      if (held === READ_BYTES) throw new RangeError(`${path} has a line longer than ${READ_BYTES} bytes`);
      const read = readSync(file, buffer, held, READ_BYTES - held, null);
      if (read === 0) return { count, lines };
      const filled = buffer.subarray(0, held + read);
      let start = 0;
      for (let end = filled.indexOf(NEWLINE); end !== -1; end = filled.indexOf(NEWLINE, start)) {
        if (count % step === 0) lines.push(filled.toString('utf8', start, end));
        count++;
        start = end + 1;
      }
      held = filled.copy(buffer, 0, start);
    }
  } finally {
    closeSync(file);
  }
}
