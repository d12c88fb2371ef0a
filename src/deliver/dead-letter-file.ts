import { type FileHandle, open as openOnDisk, stat } from 'node:fs/promises';
import path from 'node:path';
import { makeFolder } from '../os/make-folder.js';
import type { DeadLetter, DeadLetters, PutResult } from './dead-letters.js';

export interface DeadLetterFileOptions {
  /** Created with its folder if it is missing. Only the owner can read it. */
  readonly file: string;
  /** Name of the sink. */
  readonly sink: string;
  /** Maximum size of the file, in bytes. Newer dead letters are lost. */
  readonly maxBytes: number;
  /** Milliseconds since 1970. */
  wallTime(): number;
  /** Opens the file, and its folder; not given: as `node:fs/promises` does. */
  readonly open?: OpenFile;
}

type OpenFile = (path: string, flags: string, mode?: number) => Promise<FileHandle>;

const NEWLINE = 0x0a;

interface Put {
  readonly lines: readonly string[];
  done(result: PutResult): void;
}

/**
 * Dead letters in a file of JSON lines, `{"time","sink","id","reason","status","record"}`. Kept dead letters are on the
 * disk. Those that several lanes put at the same time are written together. A replay moves the file away first. So the
 * file is opened for each write, and what was written during the move is written again to the new file.
 */
export function createDeadLetterFile(options: DeadLetterFileOptions): DeadLetters {
  const { sink, wallTime } = options;
  const puts: Put[] = [];
  let writing = false;

  async function writeAll(): Promise<void> {
    writing = true;
    while (puts.length > 0) await writeTogether(puts.splice(0), options);
    writing = false;
  }

  return {
    put(deadLetters) {
      const time = new Date(wallTime()).toISOString();
      const lines = deadLetters.map((deadLetter) => lineOf(deadLetter, sink, time));
      return new Promise((done) => {
        puts.push({ lines, done });
        if (!writing) void writeAll();
      });
    },
  };
}

/** Appends lines of such a file unchanged. */
export async function keepLines(file: string, lines: readonly string[]): Promise<void> {
  const whole = lines.map((line) => `${line}\n`);
  await append([{ lines: whole, done: () => undefined }], { file, maxBytes: Number.POSITIVE_INFINITY });
}

/** Writes as much of several puts as fits, and gives each its result. Never rejects. */
async function writeTogether(puts: readonly Put[], options: DeadLetterFileOptions): Promise<void> {
  try {
    const results = await append(puts, options);
    for (const [index, { done }] of puts.entries()) done(results[index]!);
  } catch (error) {
    const reason = (error as Error).message;
    for (const { done } of puts) done({ kind: 'failed', reason });
  }
}

async function append(
  puts: readonly Put[],
  { file, maxBytes, open = openOnDisk }: Pick<DeadLetterFileOptions, 'file' | 'maxBytes' | 'open'>,
): Promise<PutResult[]> {
  makeFolder(path.dirname(file));
  for (;;) {
    const handle = await open(file, 'a+', 0o600);
    try {
      const before = await handle.stat();
      const { text, results } = fit(puts, maxBytes - before.size);
      if (text === '') return results;
      // Must come first: once the file has a dead letter, its name counts as saved on the disk.
      if (before.size === 0) await syncFolder(path.dirname(file), open);
      const separator = (await endsInNewline(handle, before.size)) ? '' : '\n';
      await write(handle, separator + text, before.size);
      const there = await stat(file).catch(() => undefined);
      if (there?.ino === before.ino && there.dev === before.dev) return results;
    } finally {
      await handle.close();
    }
  }
}

/** Writes to the disk. Removes an incomplete write again, if it can. */
async function write(handle: FileHandle, text: string, size: number): Promise<void> {
  try {
    await handle.appendFile(text);
    await handle.sync();
  } catch (error) {
    await handle.truncate(size).catch(() => undefined);
    throw error;
  }
}

/** A killed podtail may have left half a line. The next line must not continue it. */
async function endsInNewline(handle: FileHandle, size: number): Promise<boolean> {
  if (size === 0) return true;
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0] === NEWLINE;
}

/** The lines that fit into `room` bytes, in order, up to the first that does not. */
function fit(puts: readonly Put[], room: number): { text: string; results: PutResult[] } {
  let text = '';
  let left = room;
  const results = puts.map(({ lines }): PutResult => {
    let kept = 0;
    for (const line of lines) {
      left -= Buffer.byteLength(line);
      if (left < 0) break;
      text += line;
      kept++;
    }
    return { kind: 'kept', lost: lines.length - kept };
  });
  return { text, results };
}

function lineOf({ id, reason, status, record }: DeadLetter, sink: string, time: string): string {
  const head = JSON.stringify({ time, sink, id, reason, status });
  return `${head.slice(0, -1)},"record":${record}}\n`;
}

/** Saves the name of a new file on the disk. */
async function syncFolder(folder: string, open: OpenFile): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
