/** What one node looks like while agents are measured on it. */
export interface LiveCase {
  /** As options and result files name it: `busy-5`. */
  readonly name: string;
  /** As people read it: `5 MB/s over 300 files`. */
  readonly title: string;
  readonly files: number;
  /** Bytes that all containers write together per second; 0 for a node on which nothing is written. */
  readonly bytesPerSecond: number;
  /** How long is measured, in seconds. */
  readonly seconds: number;
  /** A log is rotated by rename when it has that many bytes, and two rotated files are kept. */
  readonly rotateBytes: number;
  /** Whether agents compress what they send, each with the best that it has. */
  readonly compresses: boolean;
}

/** Containers of a pod: 300 files are 110 pods on a usual node. */
const CONTAINERS_PER_POD = 2.73;
const ROTATE_BYTES = 512 * 1024;

export const CASES: readonly LiveCase[] = [
  busy(5, 300, false),
  busy(1, 300, false),
  busy(5, 300, true),
  idle(1_000),
  idle(5_000),
];

/** The same cases, small and short: they say that all of it works, and nothing of speed. */
export const SMOKE_CASES: readonly LiveCase[] = [
  { ...busy(1, 6, false), seconds: 2, rotateBytes: 64 * 1024 },
  { ...idle(12), seconds: 1 },
];

export function podsOf({ files }: LiveCase): number {
  return Math.ceil(files / CONTAINERS_PER_POD);
}

function busy(megabytes: number, files: number, compresses: boolean): LiveCase {
  return {
    name: `busy-${megabytes}${compresses ? '-compressed' : ''}`,
    title: `${megabytes} MB/s over ${files} files${compresses ? ', compressed' : ''}`,
    files,
    bytesPerSecond: megabytes * 1e6,
    seconds: 40,
    rotateBytes: ROTATE_BYTES,
    compresses,
  };
}

function idle(files: number): LiveCase {
  return {
    name: `idle-${files}`,
    title: `${files.toLocaleString('en')} idle files`,
    files,
    bytesPerSecond: 0,
    seconds: 30,
    rotateBytes: ROTATE_BYTES,
    compresses: false,
  };
}
