import { LATEST_SECOND, type TimeReader, type UnixTime } from '../format/time-reader.js';
import type { RecordBlock } from '../record/record-block.js';

/** The time of a record, or the present time if its text is not a time. */
export function readRecordTime(reader: TimeReader, block: RecordBlock, row: number): UnixTime {
  const { time } = reader;
  if (!reader.read(block.bytes, block.timeStart[row]!, block.timeEnd[row]!)) {
    const now = Date.now();
    time.seconds = Math.floor(now / 1000);
    time.nanos = (now % 1000) * 1_000_000;
  }
  return time;
}

/** Parses nanoseconds since 1970 in digits. Undefined if it is something else, or too large. */
export function unixTimeOf(nanoseconds: unknown): UnixTime | undefined {
  if (typeof nanoseconds !== 'string' || !/^\d{1,20}$/.test(nanoseconds)) return undefined;
  const total = BigInt(nanoseconds);
  const seconds = Number(total / 1_000_000_000n);
  return seconds > LATEST_SECOND ? undefined : { seconds, nanos: Number(total % 1_000_000_000n) };
}

/** The last second whose nanoseconds eight bytes hold: in the year 2554. */
const LATEST_SECOND_IN_64_BITS = Math.floor(2 ** 64 / 1e9) - 1;

/**
 * Writes nanoseconds since 1970 as an integer of eight bytes, least significant first, and returns its end. It writes
 * two halves, because numbers are exact only up to 53 bits.
 */
export function writeNanoseconds(target: DataView, at: number, seconds: number, nanos: number): number {
  const whole = Math.min(seconds, LATEST_SECOND_IN_64_BITS);
  const upper = Math.floor(whole / 0x10000) * 1e9;
  const carried = (upper % 0x10000) * 0x10000 + (whole % 0x10000) * 1e9 + nanos;
  target.setUint32(at, carried % 0x100000000, true);
  target.setUint32(at + 4, Math.floor(upper / 0x10000) + Math.floor(carried / 0x100000000), true);
  return at + 8;
}
