/** The longest that a server is believed, in milliseconds. */
export const LONGEST_RETRY_AFTER = 300_000;

/**
 * Milliseconds to wait by the header `retry-after`, which is a number of seconds or a date (RFC 9110, 10.2.3); undefined
 * where it is neither.
 *
 * @param now the wall clock, in milliseconds
 */
export function parseRetryAfter(value: string, now: number): number | undefined {
  const text = value.trim();
  // Some servers give decimals.
  const wait = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  return Number.isNaN(wait) ? undefined : Math.min(Math.max(0, Math.ceil(wait)), LONGEST_RETRY_AFTER);
}
