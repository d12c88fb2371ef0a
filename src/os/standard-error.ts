import { writeSync } from 'node:fs';

/** What is asked of the operating system; a test puts its own in place. */
export interface StandardErrorCalls {
  /** Writes some of the bytes, at least one, and says how many. Throws as `fs.writeSync` does. */
  write(bytes: Uint8Array): number;
  /** Blocks for that many milliseconds. */
  pause(milliseconds: number): void;
}

/** How often a full pipe is tried again before podtail continues without it, and milliseconds between two tries. */
const MOST_TRIES = 10;
const PAUSE = 100;
/** Bytes that wait while standard error takes nothing; a line that would make them more is dropped as a whole. */
const MOST_WAITING_BYTES = 64 * 1024;

/**
 * Standard error, written before `write` comes back, so that nothing is lost however the process ends. It may be a full
 * pipe that does not block (pipes do not, once something in the process has touched `process.stderr`, or
 * `process.stdout` under `2>&1`), a full disk, or closed. Then lines wait, too many are dropped, and nothing is thrown.
 */
export function createStandardError(calls: StandardErrorCalls = systemCalls): { write(line: string): void } {
  let waiting = Buffer.alloc(0);
  let tries = 0;

  function flush(): void {
    while (waiting.length > 0) {
      try {
        waiting = waiting.subarray(calls.write(waiting));
        tries = 0;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EAGAIN' || tries >= MOST_TRIES) return;
        tries++;
        calls.pause(PAUSE);
      }
    }
  }

  return {
    write(line) {
      flush();
      const bytes = Buffer.from(line);
      if (waiting.length > 0 && waiting.length + bytes.length > MOST_WAITING_BYTES) return;
      waiting = Buffer.concat([waiting, bytes]);
      flush();
    },
  };
}

const systemCalls: StandardErrorCalls = {
  write: (bytes) => writeSync(2, bytes),
  pause: (milliseconds) => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds),
};
