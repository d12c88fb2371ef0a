/** A moment in Unix time. One object is filled again and again, so that no record makes one. */
export interface UnixTime {
  /** Whole seconds since 1970-01-01T00:00:00Z, from 0 to `LATEST_SECOND`. */
  seconds: number;
  /** Nanoseconds of the second, 0 to 999,999,999. */
  nanos: number;
}

/** Reads time texts; see `createTimeReader`. */
export interface TimeReader {
  /** What the last `read` found. */
  readonly time: UnixTime;
  /**
   * Reads the RFC 3339 text in `bytes[start, end)` to `time`, to the nanosecond: `Z` or an offset, up to nine decimals.
   * A moment before 1970 counts as 1970. False where it is no moment (a month 13); `time` is then as it was.
   */
  read(bytes: Uint8Array, start: number, end: number): boolean;
}

/** The last second that five bytes of a varint hold: in the year 3058. */
export const LATEST_SECOND = 2 ** 35 - 1;

/** Bytes of `2023-11-06T16:08`: what is looked up rather than counted, as most records share it with the one before. */
const MINUTE_BYTES = 16;
const SECONDS_END = MINUTE_BYTES + ':12'.length;
const MOST_DECIMALS = 9;
const ZERO = 0x30;
const NINE = 0x39;
const MINUS = 0x2d;
const DOT = 0x2e;
const LETTER_Z = 0x5a;

/** Makes a reader that remembers the last minute it has seen. */
export function createTimeReader(): TimeReader {
  const time: UnixTime = { seconds: 0, nanos: 0 };
  const minute = new Uint8Array(MINUTE_BYTES);
  /** Of `minute`, in seconds, as though it were UTC; NaN while there is none. */
  let minuteStart = Number.NaN;

  function isSameMinute(bytes: Uint8Array, start: number): boolean {
    // From the end, where minutes differ.
    for (let i = MINUTE_BYTES - 1; i >= 0; i--) if (bytes[start + i] !== minute[i]) return false;
    return true;
  }

  return {
    time,
    read(bytes, start, end) {
      if (!isSameMinute(bytes, start)) {
        minute.set(bytes.subarray(start, start + MINUTE_BYTES));
        minuteStart = parseMinute(minute);
      }
      const second = twoDigits(bytes, start + MINUTE_BYTES + 1);
      let at = start + SECONDS_END;
      let nanos = 0;
      if (bytes[at] === DOT) {
        const decimalsStart = ++at;
        for (; isDigit(bytes[at]!); at++) nanos = nanos * 10 + bytes[at]! - ZERO;
        if (at - decimalsStart > MOST_DECIMALS) return false;
        for (let decimals = at - decimalsStart; decimals < MOST_DECIMALS; decimals++) nanos *= 10;
      }
      const offset = bytes[at] === LETTER_Z && at + 1 === end ? 0 : parseOffset(bytes, at, end);
      const seconds = minuteStart + second - offset;
      // Also where any of them is NaN.
      if (!(seconds <= LATEST_SECOND)) return false;
      time.seconds = Math.max(0, seconds);
      time.nanos = seconds < 0 ? 0 : nanos;
      return true;
    },
  };
}

/** Seconds from 1970 to a minute, as though its time were UTC; NaN where there is no such minute. */
function parseMinute(minute: Uint8Array): number {
  const text = Buffer.from(minute).toString('latin1');
  // Date takes a day 31 in every month; a clock that says so has worse problems.
  return Date.parse(`${text}:00Z`) / 1000;
}

/** Seconds that `+hh:mm` is ahead of UTC; NaN where there is no such text at `at`. */
function parseOffset(bytes: Uint8Array, at: number, end: number): number {
  if (end - at !== '+00:00'.length) return Number.NaN;
  const seconds = (twoDigits(bytes, at + 1) * 60 + twoDigits(bytes, at + 4)) * 60;
  return bytes[at] === MINUS ? -seconds : seconds;
}

/** NaN where these are no digits. */
function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = bytes[at]!;
  const ones = bytes[at + 1]!;
  return isDigit(tens) && isDigit(ones) ? tens * 10 + ones - 11 * ZERO : Number.NaN;
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= NINE;
}
