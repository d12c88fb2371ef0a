/*
 * Writes numbered CRI lines to several logs, without a pause, as busy programs do. A process of its own, so that lines come
 * while logrotate copies and truncates. Its parent forks it with a `WriterTask` as JSON; a message ends it, and it answers
 * with how many lines it wrote to each log.
 */
import { closeSync, fstatSync, openSync, statSync, writeSync } from 'node:fs';

/** What a writer is to do. */
export interface WriterTask {
  readonly logs: readonly {
    readonly path: string;
    /** Whether the file is opened again once another one is at the path; if not, it is truncated. */
    readonly reopens: boolean;
  }[];
}

const BURST_LINES = 5;
const EVERY = 5;

const task: WriterTask = JSON.parse(process.argv[2]!);
let line = 0;
const files = task.logs.map(({ path, reopens }) => ({ path, reopens, fd: openSync(path, 'a') }));

const timer = setInterval(writeLines, EVERY);

function writeLines(): void {
  for (let i = 0; i < BURST_LINES; i++, line++) {
    const text = `${new Date().toISOString()} stdout F line ${line}\n`;
    for (const file of files) {
      if (file.reopens) reopenIfMoved(file);
      writeSync(file.fd, text);
    }
  }
}

process.on('message', () => {
  clearInterval(timer);
  // On a busy machine the latest lines may be between a copy and its truncation; those that come now do not.
  writeLines();
  process.send?.(line);
  process.disconnect();
});

/** While nothing is at the path, the old file is written on. */
function reopenIfMoved(file: { readonly path: string; fd: number }): void {
  const there = statSync(file.path, { throwIfNoEntry: false });
  if (there === undefined || there.ino === fstatSync(file.fd).ino) return;
  closeSync(file.fd);
  file.fd = openSync(file.path, 'a');
}
