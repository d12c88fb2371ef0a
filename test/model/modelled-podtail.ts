import { createLedger } from '../../src/checkpoint/ledger.js';
import { createDecodeContext } from '../../src/decode/decode-context.js';
import { BlockConsumer } from '../../src/pipeline/block-consumer.js';
import { createNewFiles } from '../../src/pipeline/new-files.js';
import { fromSavedPosition, toSavedPosition } from '../../src/pipeline/saved-files.js';
import { type Counters, createCounters } from '../../src/record/counters.js';
import type { Diagnostics } from '../../src/record/diagnostics.js';
import type { LogSource } from '../../src/record/log-source.js';
import type { Marks } from '../../src/record/payload.js';
import { createRecordBlock, type RecordBlock } from '../../src/record/record-block.js';
import type { RememberedFile } from '../../src/tail/chain/file-memory.js';
import { OpenFiles } from '../../src/tail/files/open-files.js';
import { Tailer } from '../../src/tail/tailer.js';

/** What is saved of the files of each log, by its path. */
export type SavedFiles = ReadonlyMap<string, readonly RememberedFile[]>;

/** A record as the other side gets it. */
export interface SentRecord {
  readonly text: string;
  readonly flags: number;
  /** Its id. */
  readonly id: string;
}

/** One life of podtail, from discovery's word of a log to its end: all but discovery, sinks and the position file is real. */
export interface ModelledPodtail {
  readonly counters: Counters;
  /** Says whether something stands at one of the log's paths. */
  find(path: string, isThere: boolean): void;
  hint(entry: string): void;
  sweep(): void;
  /** Whether there is room to read. */
  setRoom(room: boolean): void;
  /** Other logs' files are opened, so many that all of this one's are closed for a while. */
  crowd(): void;
  /** The other side has taken the oldest payloads but the latest `but`. */
  acknowledge(but: number): void;
  readonly inFlight: number;
  /** Saves positions. */
  save(): void;
  /** Ends, as on SIGTERM. */
  stop(): void;
  /** Ends, as on SIGKILL. */
  kill(): void;
}

export interface PodtailOptions {
  /** The log's own path, and the others that lead there. */
  readonly paths: readonly string[];
  readonly writtenByRuntime: boolean;
  /** Bytes of one read at first. */
  readonly readCapacity: number;
  /** Milliseconds for which the pieces of a message wait for the rest. */
  readonly partialTimeout: number;
  readonly remembered: SavedFiles;
  readonly diagnostics: Diagnostics;
  now(): number;
  /** Milliseconds of the disk's clock. */
  wallTime(): number;
  /** How many files may be open at once; few if not given. */
  readonly mostOpenFiles?: number;
  /** Lets others end what they are about. */
  pause(): boolean;
  /** The other side has got the records. */
  onReceived(records: readonly SentRecord[]): void;
  /** All records of this life that were acknowledged are settled for good. */
  onSaved(files: SavedFiles, isAllSettled: boolean): void;
}

const BLOCK_RECORDS = 7;
const MOST_OPEN_FILES = 20;
const LONGEST_READ = 1 << 20;
const CONTAINER = /\/containers\/(\w+)\//;

export function startModelledPodtail(options: PodtailOptions): ModelledPodtail {
  const { paths, writtenByRuntime, diagnostics, partialTimeout, now, wallTime, pause } = options;
  const { mostOpenFiles = MOST_OPEN_FILES } = options;
  const counters = createCounters();
  const ledger = createLedger();
  const block = createRecordBlock(BLOCK_RECORDS, options.readCapacity);
  const context = createDecodeContext({
    ...{ block, format: 'auto', maxLineBytes: LONGEST_READ, counters, now, wallTime: () => 0 },
  });
  const listeners = new Set<(entry: string | null) => void>();
  const payloads: { readonly marks: Marks; readonly records: readonly SentRecord[] }[] = [];
  let room = true;
  let received = 0;

  function append(appended: RecordBlock, also: Marks): void {
    if (appended.count === 0) return;
    const marks = new Map([[appended.fileKey, appended.resumeOffset[appended.count - 1]!], ...also]);
    for (const key of marks.keys()) ledger.carried(0, key);
    payloads.push({ marks, records: recordsOf(appended) });
  }

  /** The other side gets payloads before podtail knows it. */
  function receive(count: number): void {
    for (; received < count; received++) options.onReceived(payloads[received]!.records);
  }

  function acknowledge(but: number): void {
    const count = payloads.length - but;
    receive(count);
    for (const { marks } of payloads.splice(0, Math.max(0, count))) {
      for (const [key, offset] of marks) ledger.delivered(0, key, offset);
      received--;
    }
  }

  function save(): void {
    const positions = tailer.positions();
    // Those of a log that is not followed are kept for some time.
    const saved = new Map(options.remembered);
    for (const [path, files] of positions) {
      saved.set(
        path,
        files.map((file) => fromSavedPosition(toSavedPosition(path, file))),
      );
    }
    if (positions.size > 0) options.onSaved(saved, payloads.length === 0);
  }

  const newFiles = createNewFiles(save, now);
  const openFiles = new OpenFiles(mostOpenFiles);
  const sourceOf = (path: string, target: string): LogSource => {
    const containerId = CONTAINER.exec(target)?.[1];
    const metadata = { namespace: 'shop', uid: 'uid', container: 'c', restart: 0 };
    return { path, metadata, writtenByRuntime, ...(containerId === undefined ? {} : { containerId }) };
  };
  const tailer = new Tailer({
    ...{ block, counters, diagnostics, now, wallTime, pause, once: false, partialTimeout },
    ...{ readRules: { refusalOf: () => undefined }, longestRead: LONGEST_READ, openFiles },
    deletedFileGrace: { time: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY },
    gather: 2,
    watches: {
      ...{ active: 0, failed: 0, isSure: () => false, whyUnsure: () => '', missed() {}, close() {} },
      watch(_folder, listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    progress: ledger,
    rememberedFiles: (path) => options.remembered.get(path) ?? [],
    resolve: sourceOf,
    createConsumer: (source) =>
      newFiles.watch(
        source,
        new BlockConsumer({ source, chain: undefined }, { context, delivery: { append }, ledger }),
      ),
    hasRoom: () => room,
    hasAnyRoom: () => room,
    onPause: () => newFiles.saveIfBegun(),
    onError: (error) => {
      throw error;
    },
  });
  return {
    counters,
    find: (path, isThere) => (isThere ? tailer.add(sourceOf(path, paths[0]!)) : tailer.remove(path)),
    hint: (entry) => {
      for (const listener of [...listeners]) listener(entry);
    },
    sweep: () => tailer.sweep(),
    setRoom(isThere) {
      room = isThere;
      if (room) tailer.resume();
    },
    crowd() {
      for (let count = 0; count < mostOpenFiles; count++) {
        openFiles.makeRoom();
        openFiles.use({ isIdle: true, suspend: () => true });
      }
    },
    acknowledge,
    get inFlight() {
      return payloads.length;
    },
    save,
    stop() {
      tailer.pause();
      acknowledge(0);
      save();
      tailer.close(false);
    },
    kill: () => tailer.pause(),
  };
}

function recordsOf(block: RecordBlock): SentRecord[] {
  return Array.from({ length: block.count }, (_, row) => ({
    text: block.bytes.toString('latin1', block.messageStart[row], block.messageEnd[row]),
    flags: block.flags[row]!,
    id: `${block.fileId}:${block.offset[row]}`,
  }));
}
