import { criLine } from '../support/cri-line.js';
import { dockerJsonLine } from '../support/docker-json-line.js';
import { createSeededClock, rfc3339Nano } from '../support/log-time.js';
import type { SeededRandom } from '../support/seeded-random.js';
import type { LogEntry, StreamName } from '../support/written-line.js';
import type { LogLayout, LogSettings, RotationStep } from './log-layout.js';
import type { MemoryDisk, MemoryFile } from './memory-disk.js';
import type { Piece, WrittenPieces } from './written-pieces.js';

/** A runtime or an application, and what rotates its log, in steps of one call into the system each. */
export interface LogWriter {
  /** Does what comes next, and says what it was. */
  step(): string;
  /** Lets the one who writes go over to the new file, where the one that is open was rotated. */
  goOver(): void;
  /** Ends what does not take any time. */
  endMove(): void;
  /** Writes what was begun to its end, and ends a rotation. */
  settle(): void;
}

const MOST_PIECES = 4;
/** Nanoseconds after which no late line comes any more: less than podtail waits for one. */
const LATEST = 8_000_000_000n;

export function createLogWriter(
  { format, banner, startsAlike = false }: LogSettings,
  layout: LogLayout,
  { disk, written, random, pace }: LogWriterSurroundings,
): LogWriter {
  const clock = createSeededClock(random);
  /** PartialLines of the messages that were begun, by stream. */
  const begun: Record<StreamName, Piece[]> = { stdout: [], stderr: [] };
  /** What each piece but the first of a message begins with: longer than what is kept of the start of a file. */
  const lead = startsAlike ? 'x'.repeat(1_100) : '';
  /** Of each message's first piece. */
  const times = new Map<number, string>();
  /** The rest of an entry of which a part is written, and what it is. */
  let torn: { readonly rest: Buffer; readonly piece: Piece | undefined; readonly file: MemoryFile } | undefined;
  /** Whether a message was begun that is never ended. */
  let isAbandoned = false;
  let rotation: Generator<RotationStep> | undefined;
  let next: RotationStep | undefined;
  let begins: MemoryFile | undefined = layout.handle;

  function beginMessage(stream: StreamName): void {
    const message = written.messages.length;
    const of = format === 'plain' || random.below(3) > 0 ? 1 : 2 + random.below(MOST_PIECES - 1);
    const text = (index: number): string => `${index > 0 ? lead : ''}(${message}.${index}/${of})${filler()}`;
    const pieces = Array.from({ length: of }, (_, index) => ({
      ...{ message, index, of, stream, text: text(index), isLate: false, writtenAt: undefined, named: 0, held: 0 },
    }));
    // moby `daemon/logger/copier.go`: all pieces of a line have the time of the first one.
    times.set(pieces[0]!.message, rfc3339Nano(clock()));
    written.messages.push(pieces);
    begun[stream].push(...pieces);
  }

  /** @param busy the stream of which a message is begun */
  function newStream(busy: StreamName | undefined): StreamName {
    if (busy !== undefined) return busy === 'stdout' ? 'stderr' : 'stdout';
    return format !== 'plain' && random.below(4) === 0 ? 'stderr' : 'stdout';
  }

  /** Sometimes as long as what files are known by. */
  function filler(): string {
    return 'x'.repeat(random.below(20) === 0 ? random.below(3_000) : random.below(30));
  }

  function entryOf({ message, index, of, stream, text }: Piece): Buffer {
    if (format === 'plain') return Buffer.from(`${text}\n`);
    const content = Buffer.from(text);
    const time = format === 'docker' ? times.get(message)! : rfc3339Nano(clock());
    const entry: LogEntry = { content, stream, last: index === of - 1, time };
    return format === 'docker' ? dockerJsonLine(entry) : criLine(entry);
  }

  function write(): string {
    if (torn !== undefined) return endTorn();
    const file = layout.handle;
    if (banner !== '' && begins !== file && file.size === 0) {
      begins = file;
      return append(file, Buffer.from(banner), undefined);
    }
    const busy = (['stdout', 'stderr'] as const).filter((name) => begun[name].length > 0);
    const isNew = busy.length === 0 || (busy.length === 1 && format !== 'plain' && random.below(6) === 0);
    const stream: StreamName = isNew ? newStream(busy[0]) : random.pick(busy);
    if (isNew) beginMessage(stream);
    const piece = begun[stream].shift()!;
    return append(file, entryOf(piece), piece);
  }

  function append(file: MemoryFile, bytes: Buffer, piece: Piece | undefined): string {
    const isWhole = !pace.tearsLines || layout.isCopying;
    const length = !isWhole && random.below(10) === 0 ? 1 + random.below(bytes.length - 1) : bytes.length;
    disk.append(file, bytes.subarray(0, length));
    if (length < bytes.length) torn = { rest: bytes.subarray(length), piece, file };
    else if (piece !== undefined) written.put(file, piece);
    const what = piece === undefined ? 'the banner' : `${piece.message}.${piece.index}/${piece.of} (${piece.stream})`;
    return `writes ${length < bytes.length ? 'a part of ' : ''}${what} to ${file.path} ${file.inode}, now ${file.size}`;
  }

  function endTorn(): string {
    const { rest, piece, file } = torn!;
    torn = undefined;
    disk.append(file, rest);
    if (piece !== undefined) written.put(file, piece);
    return `writes the rest of it to ${file.path} ${file.inode}, now ${file.size}`;
  }

  /** Writes a line to a file from which the writer has gone over to another one, as one that was held up does. */
  function writeLate(file: MemoryFile): string {
    const message = written.messages.length;
    const text = `(${message}.0/1)${filler()}`;
    const piece = { message, index: 0, of: 1, stream: 'stdout' as const, text, isLate: true };
    const counted = { ...piece, writtenAt: undefined, named: 0, held: 0 };
    written.messages.push([counted]);
    times.set(message, rfc3339Nano(clock()));
    disk.append(file, entryOf(counted));
    written.put(file, counted);
    return `writes ${message} late to ${file.path} ${file.inode}${file.isDeleted ? ', deleted' : ''}, now ${file.size}`;
  }

  /** A file to which a late line may come: one whose writer left it not long ago, with no line begun. */
  function lateFile(): MemoryFile | undefined {
    const isBusy = torn !== undefined || (rotation !== undefined && next !== 'shared');
    if (!pace.writesLate || isBusy || random.below(6) > 0) return undefined;
    const files = layout.left.filter(({ at, isBegun }) => !isBegun && disk.now - at < LATEST);
    return files.length === 0 ? undefined : random.pick(files).file;
  }

  /** What was begun is never ended. */
  function* beginAnew(): Generator<RotationStep> {
    isAbandoned = layout.isBegun();
    begun.stdout.length = 0;
    begun.stderr.length = 0;
    yield* layout.beginAnew();
    isAbandoned = false;
  }

  function goOn(): string {
    const { value, done } = rotation!.next();
    if (done === true) rotation = undefined;
    next = done === true ? undefined : value;
    // Whoever writes ends what is begun before opening another file.
    if (torn !== undefined && torn.file !== layout.handle) endTorn();
    const files = [...disk.list('/model/log')].join(' ');
    return `rotates; ${files}; ${layout.handle.path} is ${layout.handle.inode}`;
  }

  layout.isBegun = () => isAbandoned || begun.stdout.length > 0 || begun.stderr.length > 0;
  return {
    step() {
      disk.now += BigInt(random.below(pace.stepTime));
      const late = lateFile();
      if (late !== undefined) return writeLate(late);
      if (rotation !== undefined && (next !== 'shared' || random.below(3) > 0)) return goOn();
      // Who rotates does not do it in the middle of a call of the one who writes; what was copied would lack a part.
      const mayRotate = rotation === undefined && torn === undefined;
      if (!mayRotate || random.below(100) >= pace.rotations) return write();
      rotation = random.below(100) < pace.beginnings ? beginAnew() : layout.rotate();
      return goOn();
    },
    goOver() {
      while (rotation !== undefined && layout.isBehind) goOn();
    },
    endMove() {
      while (rotation !== undefined && next === 'alone') goOn();
    },
    settle() {
      while (rotation !== undefined) goOn();
      while (torn !== undefined || begun.stdout.length > 0 || begun.stderr.length > 0) write();
    },
  };
}

export interface LogWriterSurroundings {
  readonly disk: MemoryDisk;
  readonly written: WrittenPieces;
  readonly random: SeededRandom;
  readonly pace: {
    /** Of a hundred steps, the ones that begin a rotation. */
    readonly rotations: number;
    /** Of a hundred rotations, the ones in place of which the log begins anew. */
    readonly beginnings: number;
    /** Whether lines come to files from which the writer has gone over to another one. */
    readonly writesLate: boolean;
    /** Whether what is written to a file at once may be a part of a line. */
    readonly tearsLines: boolean;
    /** The most nanoseconds that a step takes. */
    readonly stepTime: number;
  };
}
