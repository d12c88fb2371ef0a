import type { OpenedLog } from '../os/open-log.js';
import { openByteSource } from '../tail/byte-source.js';
import { hashBefore, readHead } from '../tail/file-identity.js';
import type { RememberedFile } from '../tail/file-memory.js';
import type { PresentFile } from './choose-file.js';

/** A file that is open, so that it can be said by what it is known again. */
export interface OpenPresentFile extends PresentFile {
  /** The start of the line in which a byte offset stands: the offset itself, if a line ends before it. */
  lineStart(offset: number): number;
  /** Where its content ends, as a byte offset; a compressed one is read through for that. */
  end(): number;
  /** What podtail keeps of the file, of which all before the byte offset is settled. */
  remember(offset: number, done: boolean): RememberedFile;
  close(): void;
}

const NEWLINE = 0x0a;
const STEP = 64 * 1024;

/** Takes over the descriptor. */
export function openPresentFile({ descriptor, target, device, inode, bornAt, size }: OpenedLog): OpenPresentFile {
  const bytes = openByteSource(descriptor, target);
  const born = bytes.bornAt();
  const { isCompressed } = bytes;
  return {
    target,
    inode: String(inode),
    bornAt: born === 0n ? undefined : Number(born / 1_000_000n),
    size,
    isCompressed,
    lineStart(offset) {
      const buffer = Buffer.alloc(STEP);
      for (let end = offset; end > 0; end -= Math.min(STEP, end)) {
        const from = Math.max(0, end - STEP);
        const length = bytes.read(buffer, end - from, from);
        const newline = buffer.subarray(0, length).lastIndexOf(NEWLINE);
        if (newline >= 0) return from + newline + 1;
      }
      return 0;
    },
    end() {
      if (!isCompressed) return size;
      const buffer = Buffer.alloc(STEP);
      let end = 0;
      for (let length = -1; length !== 0; end += length) length = bytes.read(buffer, STEP, end);
      return end;
    },
    remember(offset, done) {
      const before = hashBefore(bytes, offset);
      const at = { device, inode, ...(bornAt === undefined ? {} : { bornAt }) };
      return { ...at, head: readHead(bytes), offset, before, size: Math.max(size, offset), done };
    },
    close: () => bytes.close(),
  };
}
