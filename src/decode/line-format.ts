import { putScratch, type RecordBlock, RecordFlag } from '../record/record-block.js';
import { findAttrs } from './attrs.js';
import { type DockerJsonObject, parseDockerJsonObject } from './docker-json-object.js';
import { ScanFormat, type Scanner } from './scanner.js';

const NEWLINE = 0x0a;
const NO_ATTRS: Buffer = Buffer.alloc(0);

/** The formats of log files that podtail reads. */
export type FormatName = 'docker' | 'cri' | 'raw';

/** The block that lines are in, and its scanner. */
export interface ScannedText {
  readonly block: RecordBlock;
  readonly scanner: Scanner;
}

/** How the lines of one source are read. */
export interface LineFormat {
  readonly name: FormatName;
  /** `RecordFlag` bits that every message of the format has. */
  readonly messageFlags: number;
  /** To be called before the scans of what was read, once each time: the scanner is shared with other sources. */
  prepare(): void;
  /**
   * Scans the line that starts at `start` into the scanner's line and returns the index just past its newline, which
   * must be there; -1 where the line does not have the format's usual shape.
   */
  scan(start: number): number;
  /** See `Scanner.scanLines`. */
  scanLines(start: number, end: number, delta: number, maxLineBytes: number): number;
  /** Reads a line (without its newline) that `scan` refused, if it is of the format all the same. */
  parse(line: Buffer): DockerJsonObject | undefined;
}

/** Makes the reader of a format for one source. */
export function createLineFormat(name: FormatName, text: ScannedText): LineFormat {
  return name === 'docker' ? createDockerFormat(text) : createTextFormat(name, text);
}

/** The format that the line `[start, end)` and its newline are in, or undefined where it is neither Docker's nor CRI. */
export function recogniseLine(text: ScannedText, start: number, end: number): FormatName | undefined {
  if (text.scanner.scanLine(ScanFormat.cri, start) >= 0) return 'cri';
  const docker = createDockerFormat(text);
  docker.prepare();
  if (docker.scan(start) >= 0) return 'docker';
  return docker.parse(text.block.bytes.subarray(start, end)) === undefined ? undefined : 'docker';
}

/**
 * The format of the first `length` bytes of a block: that of the first line that is Docker's or CRI, `raw` where there
 * are lines but none is, undefined where there is no whole line.
 */
export function recogniseFormat(text: ScannedText, length: number): FormatName | undefined {
  let start = 0;
  for (let end = newlineFrom(text, start, length); end >= 0; end = newlineFrom(text, start, length)) {
    const name = recogniseLine(text, start, end);
    if (name !== undefined) return name;
    start = end + 1;
  }
  return start > 0 ? 'raw' : undefined;
}

function newlineFrom({ block }: ScannedText, start: number, length: number): number {
  return block.bytes.subarray(0, length).indexOf(NEWLINE, start);
}

function createDockerFormat({ block, scanner }: ScannedText): LineFormat {
  let attrs = NO_ATTRS;
  const prepare = (): void => scanner.setAttrs(attrs.length === 0 ? 0 : putScratch(block, attrs), attrs.length);
  return {
    name: 'docker',
    messageFlags: RecordFlag.escaped,
    prepare,
    scan(start) {
      const next = scanner.scanLine(ScanFormat.docker, start);
      const found = next < 0 ? findAttrs(block.bytes, scanner.unknownAttrs()) : undefined;
      if (found === undefined) return next;
      attrs = found;
      prepare();
      return scanner.scanLine(ScanFormat.docker, start);
    },
    scanLines: (start, end, delta, maxLineBytes) =>
      scanner.scanLines(ScanFormat.docker, start, end, delta, maxLineBytes, RecordFlag.escaped),
    parse: parseDockerJsonObject,
  };
}

/** A format whose messages are plain text. */
function createTextFormat(name: 'cri' | 'raw', { scanner }: ScannedText): LineFormat {
  const format = ScanFormat[name];
  return {
    name,
    messageFlags: 0,
    prepare: () => {},
    scan: (start) => scanner.scanLine(format, start),
    scanLines: (start, end, delta, maxLineBytes) => scanner.scanLines(format, start, end, delta, maxLineBytes, 0),
    parse: () => undefined,
  };
}
