import { EventEmitter, once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { createAllowedFolders } from '../../src/os/allowed-folders.js';
import { type Counters, createCounters } from '../../src/record/counters.js';
import type { LogSource } from '../../src/record/log-source.js';
import { createRecordBlock } from '../../src/record/record-block.js';
import type { RememberedFile } from '../../src/tail/chain/file-memory.js';
import type { DeletedFileGrace } from '../../src/tail/deleted-file-grace.js';
import { OpenFiles } from '../../src/tail/files/open-files.js';
import type { LineConsumer } from '../../src/tail/line-consumer.js';
import { Tailer } from '../../src/tail/tailer.js';
import { createSpokenDiagnostics, type SpokenDiagnostics } from './spoken-diagnostics.js';
import { temporaryFolder } from './temporary-folder.js';

/** A tailer over real files in a folder of its own, with a clock that the test moves, and no watches: sweeps must do. */
export interface TailRoom {
  readonly folder: string;
  readonly tailer: Tailer;
  /** The lines that came, in order; a half line ends in `…`, one that was cut in `✂`. */
  readonly lines: string[];
  readonly counters: Counters;
  readonly diagnostics: SpokenDiagnostics;
  /** What the tailer takes for the wall's clock: 1970, if not set, so that no file was there yet. */
  wallTime: number;
  /** Whether the consumers say that pieces of lines wait. */
  hasPartialLine: boolean;
  /** How often the consumers were told to ship the pieces that wait, however long they do. */
  flushes: number;
  /** How often they were told to ship those that wait for too long, while some did since the latest line that was taken. */
  overdue: number;
  /** The files that were begun, in order: from which offset, and what names them in the ids of their records. */
  readonly begun: { readonly offset: number; readonly id: string }[];
  /** Whose lines consumers were made for, in order. */
  readonly sources: LogSource[];
  /** Whether the tailer may read. */
  room: boolean;
  /** Paths of logs for whose lines there is no room. */
  readonly full: Set<string>;
  /** How often the tailer asked for room. */
  asked: number;
  add(path: string, options?: { atEnd?: boolean; containerId?: string }): void;
  /** Lets time pass in which nothing is done. */
  pass(milliseconds: number): void;
  /** Lets time pass, sweeps, and waits until all that can be read now was read. */
  sweep(milliseconds?: number): Promise<void>;
  /**
   * Does what a watch does when it hears of an entry of the room's folder, and waits as `sweep` does.
   *
   * @param isWrite whether only its content changed
   */
  hint(entry: string, isWrite?: boolean): Promise<void>;
  /** Waits until all that can be read now was read. */
  untilPause(): Promise<void>;
  /** The lines that came since the last call. */
  take(): string[];
  /** Whether watches are taken to tell of all; `hint` tells, and nothing else. */
  watchesAreSure: boolean;
  /** How often one was found not to tell of a change, by folder. */
  missed: number;
}

export interface TailRoomOptions {
  readonly once?: boolean;
  readonly readCapacity?: number;
  readonly longestRead?: number;
  readonly deletedFileGrace?: DeletedFileGrace;
  /** How many files may be open at once; any number, if not given. */
  readonly openFiles?: number;
  /** The byte offset up to which each file counts as settled; if not given, all that is read. */
  readonly settled?: number;
  /** That of an earlier room, whose tailer was closed; a new one if not given. */
  readonly folder?: string;
  /** Whose file it is that was opened, by its own path, if that is not who `add` said. */
  readonly containerOf?: (target: string) => string;
  /** What is known of each log from before. */
  readonly remembered?: ReadonlyMap<string, readonly RememberedFile[]>;
}

/**
 * A room whose tailer follows `a.log` in its folder, and has read what was in it.
 *
 * @param options `containerId` is that of the container whose log it is; none if not given
 */
export async function followFile(
  t: TestContext,
  content: string | Uint8Array,
  { containerId, ...options }: TailRoomOptions & { readonly containerId?: string } = {},
): Promise<{ readonly room: TailRoom; readonly file: string }> {
  const room = createTailRoom(t, options);
  const file = join(room.folder, 'a.log');
  writeFileSync(file, content);
  room.add(file, containerId === undefined ? {} : { containerId });
  await room.sweep();
  return { room, file };
}

/** Longer than any time for which a tail waits until a file is quiet. */
const LONG = 10_000;
export const PARTIAL_TIMEOUT = 3000;

export function createTailRoom(t: TestContext, options: TailRoomOptions = {}): TailRoom {
  const { once: isOnce = false, readCapacity = 64, longestRead = 128 } = options;
  const folder = options.folder ?? temporaryFolder(t);
  const pauses = new EventEmitter();
  const block = createRecordBlock(4, readCapacity);
  const lines: string[] = [];
  const counters = createCounters();
  const diagnostics = createSpokenDiagnostics();
  const containerIds = new Map<string, string>();
  const listeners = new Set<(entry: string | null, isWrite?: boolean) => void>();
  let now = LONG;
  let taken = 0;
  let takenAt = now;
  let asked = 1;

  const sourceOf = (path: string): LogSource => {
    const containerId = containerIds.get(path);
    return { path, metadata: {}, writtenByRuntime: false, ...(containerId === undefined ? {} : { containerId }) };
  };

  /** What was taken of each file, by its key. */
  const ends = new Map<number, number>();

  function createConsumer(): LineConsumer {
    let current = 0;
    const takePart = (length: number, offset: number, mark: string): void => {
      lines.push(`${block.bytes.toString('latin1', 0, length)}${mark}`);
      ends.set(current, offset + length);
    };
    return {
      get hasPartialLine() {
        return room.hasPartialLine;
      },
      waiting: () => 0,
      lineState: () => undefined,
      beginFile(key, offset, id) {
        current = key;
        room.begun.push({ offset, id });
      },
      take(length, offset) {
        takenAt = now;
        const text = block.bytes.toString('latin1', 0, length);
        const end = text.lastIndexOf('\n') + 1;
        if (end > 0) lines.push(...text.slice(0, end - 1).split('\n'));
        ends.set(current, offset + end);
        return end;
      },
      takeHalfLine: (length, offset) => {
        takePart(length, offset, '…');
        return true;
      },
      takeLineTooLong: (length, offset) => takePart(length, offset, '✂'),
      flushPartialLines(before) {
        if (before === undefined) room.flushes++;
        else if (room.hasPartialLine && takenAt <= before) room.overdue++;
      },
    };
  }

  /** Where each file is settled, by its key. */
  const settled = (key: number): number => options.settled ?? ends.get(key) ?? 0;
  const account = (key: number) => ({ read: ends.get(key) ?? 0, settled: settled(key), isInFlight: false });
  const tailer = new Tailer({
    block,
    readRules: createAllowedFolders([folder]),
    openFiles: new OpenFiles(options.openFiles ?? Number.POSITIVE_INFINITY),
    longestRead,
    partialTimeout: PARTIAL_TIMEOUT,
    deletedFileGrace: options.deletedFileGrace ?? { time: 3_600_000, bytes: 1e9 },
    once: isOnce,
    gather: 2,
    watches: {
      active: 0,
      failed: 0,
      isSure: () => room.watchesAreSure,
      whyUnsure: () => (room.watchesAreSure ? undefined : 'they are not'),
      missed: () => room.missed++,
      close() {},
      watch(_directory, listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    diagnostics,
    counters,
    progress: {
      open: (key, offset) => ends.set(key, offset),
      restart: (key) => ends.set(key, 0),
      settled,
      account,
      close() {},
      // Whatever happens may have changed any account.
      get changes() {
        return ++asked;
      },
      changedAt: () => asked,
    },
    rememberedFiles: (path) => options.remembered?.get(path) ?? [],
    now: () => now,
    wallTime: () => room.wallTime,
    pause: () => true,
    resolve: (path, target) => {
      const { containerOf } = options;
      return containerOf === undefined ? sourceOf(path) : { ...sourceOf(path), containerId: containerOf(target) };
    },
    createConsumer: (source) => {
      room.sources.push(source);
      return createConsumer();
    },
    hasRoom: ({ path }) => {
      room.asked++;
      return room.room && !room.full.has(path);
    },
    hasAnyRoom: () => room.room,
    onPause: () => pauses.emit('pause'),
    onError: (error) => pauses.emit('error', error),
  });
  t.after(() => tailer.close(true));

  async function untilPause(): Promise<void> {
    while (tailer.isReading) await once(pauses, 'pause');
  }

  const room: TailRoom = {
    folder,
    tailer,
    lines,
    counters,
    diagnostics,
    wallTime: 0,
    hasPartialLine: false,
    flushes: 0,
    overdue: 0,
    begun: [],
    sources: [],
    room: true,
    full: new Set(),
    watchesAreSure: false,
    missed: 0,
    asked: 0,
    add(path, { atEnd = false, containerId } = {}) {
      if (containerId !== undefined) containerIds.set(path, containerId);
      tailer.add(sourceOf(path), atEnd);
    },
    pass(milliseconds) {
      now += milliseconds;
    },
    async sweep(milliseconds = 1) {
      now += milliseconds;
      tailer.sweep();
      tailer.resume();
      await untilPause();
    },
    async hint(entry, isWrite) {
      for (const listener of listeners) listener(entry, isWrite);
      await untilPause();
    },
    untilPause,
    take() {
      const fresh = lines.slice(taken);
      taken = lines.length;
      return fresh;
    },
  };
  return room;
}
