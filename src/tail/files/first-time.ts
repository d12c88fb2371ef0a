import { createTimeReader } from '../../format/time-reader.js';
import type { ByteSource } from './byte-source.js';
import { LONGEST_FIRST_LINE, readLongStart } from './file-identity.js';

/** A CRI log's line begins with its time: enough for that and the stream's name. */
const SHORT = 1024;

const NEWLINE = 0x0a;

/** Docker's longest time with what is around it is shorter. */
const LONGEST_END = 64;

const scratch = Buffer.allocUnsafeSlow(SHORT);

/** What a file's first line says of when it was written. */
export interface FirstTime {
  /** In nanoseconds since 1970, as the container runtime wrote it; undefined in an application's own file. */
  readonly time: bigint | undefined;
  /** Whether the line is there, so that it says the same later. */
  readonly isFinal: boolean;
}

/** Reads when a file's first line was written. Of a file that cannot be read, nothing is known. */
export function readFirstTime(source: ByteSource): FirstTime {
  try {
    const start = scratch.subarray(0, Math.max(0, source.read(scratch, SHORT, 0)));
    const isLonger = start.length === SHORT && !start.includes(NEWLINE);
    const time = firstTimeOf(start);
    if (time !== undefined || !isLonger) return { time, isFinal: time !== undefined || start.includes(NEWLINE) };
    const line = readLongStart(source);
    return { time: firstTimeOf(line), isFinal: line.length === LONGEST_FIRST_LINE || line.includes(NEWLINE) };
  } catch {
    return { time: undefined, isFinal: false };
  }
}

/**
 * When the first line of a container's log was written, in nanoseconds since 1970; undefined where that is not among the
 * bytes, or where nothing says so, as in an application's own file.
 * - Docker: `"time":"2026-01-02T15:04:05.123456789Z"}` ends the line, which is an object of strings, so that no quote in
 *   them is by itself (moby `daemon/logger/jsonfilelog/jsonlog/jsonlogbytes.go`).
 * - CRI: the time and the stream's name begin it (kubernetes `pkg/kubelet/kuberuntime/logs/logs.go`): with as many decimals
 *   as there are digits but zeros in containerd's, with nine and the node's time zone in conmon's.
 *
 * @param start the file's first bytes
 */
export function firstTimeOf(start: Buffer): bigint | undefined {
  const cri = CRI.exec(start.toString('latin1', 0, LONGEST_END))?.[1];
  if (cri !== undefined) return readTime(start, 0, cri.length);
  const end = start.indexOf(NEWLINE);
  if (end < 0 || !DOCKER_START.test(start.toString('latin1', 0, LONGEST_END))) return undefined;
  const docker = DOCKER_END.exec(start.toString('latin1', Math.max(0, end - LONGEST_END), end))?.[1];
  const timeEnd = end - DOCKER_AFTER_TIME.length;
  return docker === undefined ? undefined : readTime(start, timeEnd - docker.length, timeEnd);
}

const CRI = /^([0-9T:.Z+-]+) std(?:out|err) /;
const DOCKER_START = /^\{"(?:log|stream)":"/;
const DOCKER_AFTER_TIME = '"}';
const DOCKER_END = /"time":"([0-9T:.Z+-]+)"\}$/;

const NANOSECONDS_IN_SECOND = 1_000_000_000n;

const reader = createTimeReader();

function readTime(bytes: Buffer, start: number, end: number): bigint | undefined {
  if (!reader.read(bytes, start, end)) return undefined;
  return BigInt(reader.time.seconds) * NANOSECONDS_IN_SECOND + BigInt(reader.time.nanos);
}
