import { RecordFlag } from '../record/record-block.js';
import type { TextBytes } from '../record/text-bytes.js';
import { createAttrsCache } from './attrs-cache.js';
import { scanCriLine } from './cri-line.js';
import { scanDockerJsonLine } from './docker-json-line.js';
import { type DockerJsonObject, parseDockerJsonObject } from './docker-json-object.js';
import { createScannedLine, type ScannedLine, scanText } from './scanned-line.js';

const NEWLINE = 0x0a;

/** The formats of log files that podtail reads. */
export type FormatName = 'docker' | 'cri' | 'raw';

/** How the lines of one source are read. */
export interface LineFormat {
  readonly name: FormatName;
  /** `RecordFlag` bits that every message of the format has. */
  readonly messageFlags: number;
  /**
   * Scans the line that starts at `start` into `line` and returns the index just past its newline, which must be there;
   * -1 where the line does not have the format's usual shape.
   */
  scan(text: TextBytes, start: number, line: ScannedLine): number;
  /** Reads a line (without its newline) that `scan` refused, if it is of the format all the same. */
  parse(line: Buffer): DockerJsonObject | undefined;
}

/** Makes the reader of a format for one source. */
export function createLineFormat(name: FormatName): LineFormat {
  return { docker: createDockerFormat, cri: createCriFormat, raw: createRawFormat }[name]();
}

/** The format that the line `[start, end)` and its newline are in, or undefined where it is neither Docker's nor CRI. */
export function recogniseLine(text: TextBytes, start: number, end: number, line: ScannedLine): FormatName | undefined {
  if (scanCriLine(text, start, line) >= 0) return 'cri';
  const docker = createDockerFormat();
  if (docker.scan(text, start, line) >= 0) return 'docker';
  return docker.parse(text.bytes.subarray(start, end)) === undefined ? undefined : 'docker';
}

/**
 * The format of the first `length` bytes of a file: that of the first line that is Docker's or CRI, `raw` where there are
 * lines but none is, undefined where there is no whole line.
 */
export function recogniseFormat(text: TextBytes, length: number): FormatName | undefined {
  const line = createScannedLine();
  let start = 0;
  for (let end = newlineFrom(text, start, length); end >= 0; end = newlineFrom(text, start, length)) {
    const name = recogniseLine(text, start, end, line);
    if (name !== undefined) return name;
    start = end + 1;
  }
  return start > 0 ? 'raw' : undefined;
}

function newlineFrom({ bytes }: TextBytes, start: number, length: number): number {
  return bytes.subarray(0, length).indexOf(NEWLINE, start);
}

function createDockerFormat(): LineFormat {
  const attrs = createAttrsCache();
  return {
    name: 'docker',
    messageFlags: RecordFlag.escaped,
    scan: (text, start, line) => scanDockerJsonLine(text, start, line, attrs),
    parse: parseDockerJsonObject,
  };
}

function createCriFormat(): LineFormat {
  return { name: 'cri', messageFlags: 0, scan: scanCriLine, parse: () => undefined };
}

function createRawFormat(): LineFormat {
  return { name: 'raw', messageFlags: 0, scan: scanRawLine, parse: () => undefined };
}

/** Takes a line as it stands; raw lines have no stream and no time of their own. */
function scanRawLine(text: TextBytes, start: number, line: ScannedLine): number {
  line.stream = 0;
  line.complete = true;
  line.messageStart = start;
  return scanText(text, start, line);
}
