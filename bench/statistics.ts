import type { Spread } from './result.js';

/** Median, least and greatest. Throws a RangeError if there is no value. */
export function spread(values: readonly number[]): Spread {
  const sorted = ascending(values);
  return { median: median(values), min: sorted[0]!, max: sorted.at(-1)! };
}

/** The middle value, or the mean of the two in the middle. Throws a RangeError if there is no value. */
export function median(values: readonly number[]): number {
  const sorted = ascending(values);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/**
 * The least value that `percent` of the values do not exceed (nearest rank). `percent` is in (0, 100].
 * Throws a RangeError if there is no value.
 */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = ascending(values);
  return sorted[Math.ceil((percent / 100) * sorted.length) - 1]!;
}

/** How much a second, of an amount that took those seconds. */
export function perSecond(amount: number, seconds: Spread): Spread {
  return { median: amount / seconds.median, min: amount / seconds.max, max: amount / seconds.min };
}

function ascending(values: readonly number[]): readonly number[] {
  if (values.length === 0) throw new RangeError('nothing was measured');
  return values.toSorted((one, other) => one - other);
}
