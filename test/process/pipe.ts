import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import split2 from 'split2';
import { createAwaitedList } from '../support/awaited-list.js';
import { type PodtailOptions, type PodtailProcess, startPodtail } from '../support/podtail-process.js';
import { temporaryFolder } from '../support/temporary-folder.js';

/** A podtail whose standard output is a pipe, of which the test reads when it likes. */
export interface PipedPodtail {
  readonly podtail: PodtailProcess;
  /** Reads on until so many lines have come in all, or the pipe's end; then reads no further than a pipe's fill. */
  lines(count?: number): Promise<readonly string[]>;
  /** Goes away, as `head` does when it has what it wants. */
  leave(): void;
}

export function startPiped(test: TestContext, args: readonly string[], options: PodtailOptions = {}): PipedPodtail {
  const fifo = join(temporaryFolder(test), 'pipe');
  execFileSync('mkfifo', [fifo]);
  const readEnd = openSync(fifo, constants.O_RDONLY | constants.O_NONBLOCK);
  const writeEnd = openSync(fifo, constants.O_WRONLY);
  const podtail = startPodtail(args, { ...options, test, stdout: writeEnd });
  closeSync(writeEnd);
  const reader = new Socket({ fd: readEnd, readable: true, writable: false });
  test.after(() => reader.destroy());
  const ends = createAwaitedList<'end'>({ deadline: 60_000, context: () => podtail.log.slice(-10).join('\n') });
  const seen: string[] = [];
  let wanted = 0;
  const enough = createAwaitedList<number>({ deadline: 60_000, context: () => `${seen.length} lines came` });
  const splitter = split2();
  splitter.on('data', (line: string) => {
    seen.push(line);
    if (seen.length < wanted) return;
    reader.pause();
    enough.push(seen.length);
  });
  splitter.on('end', () => ends.push('end'));
  reader.on('data', (bytes) => splitter.write(bytes));
  reader.on('end', () => splitter.end());
  reader.pause();
  return {
    podtail,
    async lines(count = Number.POSITIVE_INFINITY) {
      wanted = count;
      if (seen.length < count) {
        reader.resume();
        await (count === Number.POSITIVE_INFINITY
          ? ends.reach(1, 'the end of the pipe')
          : enough.find((lines) => lines >= count, `${count} lines`));
      }
      return seen;
    },
    leave: () => reader.destroy(),
  };
}
