import fs from 'node:fs';
import { type OpenedLog, openLog } from '../../os/open-log.js';
import type { ReadRules } from '../../os/read-rules.js';
import type { RememberedFile } from '../chain/file-memory.js';
import { openByteSource } from './byte-source.js';
import { lineStart, readToEnd, STEP } from './content-ends.js';
import { hashBefore, readHead } from './file-identity.js';
import { findTime } from './find-time.js';
import { firstTimeOf, readFirstTime } from './first-time.js';
import { listSiblings } from './siblings.js';

/** A physical file of a log that is there, open, so that it can be said by what it is known again. */
export interface PresentFile {
  /** Links resolved. */
  readonly target: string;
  /** Decimal text. */
  readonly inode: string;
  /** When it was made, in milliseconds since 1970; undefined where the file system does not say. */
  readonly bornAt: number | undefined;
  /** Bytes on disk. */
  readonly size: number;
  readonly isCompressed: boolean;
  /** When its first line was written, in milliseconds since 1970; undefined where nothing says so. */
  firstTime(): number | undefined;
  /** The byte offset of a line before which all were written before a time, in milliseconds since 1970; not of a compressed file. */
  offsetOf(time: number): number;
  /** The start of the line in which a byte offset is: the offset itself, if a line ends before it. */
  lineStart(offset: number): number;
  /** Where its content ends, as a byte offset; a compressed one is read through for that. */
  end(): number;
  /**
   * The same, and when its last line was written, in milliseconds since 1970; undefined where nothing says so, or where the line is
   * longer than 64 KiB.
   */
  ending(): { readonly end: number; readonly lastTime: number | undefined };
  /** What podtail keeps of the file, of which all before the byte offset is settled. */
  remember(offset: number, done: boolean): RememberedFile;
  close(): void;
}

const NEWLINE = 0x0a;

/** A log's files that may be read, oldest first, the live one last; none where that may not be read. */
export function openPresentFiles(path: string, rules: ReadRules): PresentFile[] {
  const live = openLog(path, rules);
  if (live.kind !== 'opened') return [];
  fs.closeSync(live.descriptor);
  return listSiblings(live.target).flatMap((target) => {
    const opened = openLog(target, rules);
    return opened.kind === 'opened' ? [openPresentFile(opened)] : [];
  });
}

/** Takes over the descriptor. */
function openPresentFile({ descriptor, target, device, inode, bornAt, size }: OpenedLog): PresentFile {
  const bytes = openByteSource(descriptor, target);
  const born = bytes.bornAt();
  const { isCompressed } = bytes;
  const at = { device, inode, ...(bornAt === undefined ? {} : { bornAt }) };
  return {
    target,
    inode: String(inode),
    bornAt: born === 0n ? undefined : Number(born / 1_000_000n),
    size,
    isCompressed,
    firstTime() {
      const { time } = readFirstTime(bytes);
      return time === undefined ? undefined : Number(time / 1_000_000n);
    },
    offsetOf: (time) => findTime(bytes, size, time),
    lineStart: (offset) => lineStart(bytes, offset),
    end: () => (isCompressed ? readToEnd(bytes, 0) : size),
    ending() {
      const last = Buffer.alloc(STEP);
      const end = readToEnd(bytes, isCompressed ? 0 : Math.max(0, size - STEP), (piece) => {
        last.copyWithin(0, piece.length);
        piece.copy(last, STEP - piece.length);
      });
      return { end, lastTime: lastTimeIn(last) };
    },
    remember(offset, done) {
      const before = hashBefore(bytes, offset);
      return { ...at, head: readHead(bytes), offset, before, size: Math.max(size, offset), done };
    },
    close: () => bytes.close(),
  };
}

/** When the last line in the last bytes of a file was written; what is missing of them is 0. */
function lastTimeIn(last: Buffer): number | undefined {
  const newline = last.lastIndexOf(NEWLINE);
  const before = newline < 1 ? -1 : last.lastIndexOf(NEWLINE, newline - 1);
  // Where nothing stands before the line, it is the only one, or it begins before these bytes.
  const from = before < 0 ? last.findIndex((byte) => byte !== 0) : before + 1;
  const time = newline < 0 || from < 0 ? undefined : firstTimeOf(last.subarray(from, newline + 1));
  return time === undefined ? undefined : Number(time / 1_000_000n);
}
