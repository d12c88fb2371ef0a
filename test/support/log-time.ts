import type { SeededRandom } from './seeded-random.js';

/** Nanoseconds since 1970-01-01T00:00:00Z. */
export type Nanoseconds = bigint;

/** Says what time it is, never the same twice. */
export type LogClock = () => Nanoseconds;

const START: Nanoseconds = BigInt(Date.parse('2026-11-23T11:00:00Z')) * 1_000_000n;
const NANOSECONDS_PER_SECOND = 1_000_000_000n;

/**
 * A clock that depends on nothing but the seed: each look is up to 4 ms later than the one before, and every tenth time
 * is a whole number of microseconds, so that there are zeros to trim.
 */
export function createSeededClock(random: SeededRandom): LogClock {
  let now = START;
  let looks = 0;
  return () => {
    looks++;
    now += BigInt(1 + random.below(4_000_000));
    if (looks % 10 === 0) now += 1_000n - (now % 1_000n);
    return now;
  };
}

/** The machine's own clock, made to continue by a nanosecond where it stands still. */
export function createRealClock(): LogClock {
  let last = 0n;
  return () => {
    const now = BigInt(Date.now()) * 1_000_000n + (process.hrtime.bigint() % 1_000_000n);
    last = now > last ? now : last + 1n;
    return last;
  };
}

/** Go's `time.RFC3339Nano` in UTC: up to nine decimals, zeros at the end trimmed, none at all for a whole second. */
export function rfc3339Nano(time: Nanoseconds): string {
  const decimals = decimalsOf(time).replace(/0+$/, '');
  return `${wholeSeconds(time)}${decimals === '' ? '' : `.${decimals}`}Z`;
}

/** What conmon writes: always nine decimals, and the offset of a node that keeps UTC. */
export function conmonTime(time: Nanoseconds): string {
  return `${wholeSeconds(time)}.${decimalsOf(time)}+00:00`;
}

/** The kubelet's suffix of a rotated log, to the second: `20260102-150405`. */
export function rotationStamp(time: Nanoseconds): string {
  return wholeSeconds(time).replaceAll(/[-:]/g, '').replace('T', '-');
}

function wholeSeconds(time: Nanoseconds): string {
  return new Date(Number(time / 1_000_000n)).toISOString().slice(0, 19);
}

function decimalsOf(time: Nanoseconds): string {
  return (time % NANOSECONDS_PER_SECOND).toString().padStart(9, '0');
}
