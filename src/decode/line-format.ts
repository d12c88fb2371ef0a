import { RecordFlag } from '../record/record-block.js';
import type { TextBytes } from '../record/text-bytes.js';
import { createAttrsCache } from './attrs-cache.js';
import { scanCriLine } from './cri-line.js';
import { scanDockerJsonLine } from './docker-json-line.js';
import { type DockerJsonObject, parseDockerJsonObject } from './docker-json-object.js';
import { type ScannedLine, scanText } from './scanned-line.js';

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
