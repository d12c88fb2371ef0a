import type { LineState } from '../record/line-state.js';
import type { LogSource } from '../record/log-source.js';
import { RecordFlag } from '../record/record-block.js';
import { type FormatName, recogniseLine, type ScannedText } from './line-format.js';

/** What is known of a line whose beginning was shipped before its newline came. */
export interface ShippedHalf {
  /** `RecordFlag.stdout` or `RecordFlag.stderr`; 0 where the line does not say it. */
  readonly stream: number;
  /** ASCII. */
  readonly time: Buffer;
  /** Whether more pieces follow it. */
  readonly isPiece: boolean;
}

/** Nothing is known of it, or nothing needs to be. */
export const UNKNOWN_HALF: ShippedHalf = { stream: 0, time: Buffer.alloc(0), isPiece: false };

/** What has to be saved of it. */
export function openLineOf(shipped: ShippedHalf | undefined): LineState | undefined {
  if (shipped === undefined) return undefined;
  if (shipped.stream === 0) return { openLine: 'shipped' };
  const openStream = shipped.stream === RecordFlag.stdout ? 'stdout' : 'stderr';
  return { openLine: 'shipped', openStream, openTime: shipped.time.toString('latin1') };
}

/** The same the other way. */
export function shippedHalfOf({ openLine, openStream, openTime }: LineState): ShippedHalf | undefined {
  if (openLine !== 'shipped') return undefined;
  if (openStream === undefined || openTime === undefined) return UNKNOWN_HALF;
  return { stream: RecordFlag[openStream], time: Buffer.from(openTime, 'latin1'), isPiece: false };
}

const NEWLINE = 0x0a;
const DOCKER_START = '{"log":';

/**
 * Whether nothing of the half line `[start, end)` is worth shipping: of Docker's JSON, which is nothing without its end, and of
 * a CRI line that is not there as far as its text.
 *
 * @param known the format of the source's lines
 */
export function isWorthless(
  text: ScannedText,
  known: FormatName | undefined,
  source: LogSource,
  start: number,
  end: number,
): boolean {
  const { bytes } = text.block;
  const behind = bytes[end]!;
  bytes[end] = NEWLINE;
  const name = recogniseLine(text, start, end);
  text.block.bytes[end] = behind;
  if (name !== undefined) return false;
  if (known !== undefined) return known !== 'raw';
  return source.writtenByRuntime || bytes.subarray(start, end).includes(DOCKER_START);
}
