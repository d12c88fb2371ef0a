/** Longest accepted wait, in milliseconds. */
export const LONGEST_RETRY_AFTER = 300_000;

/**
 * The wait of the header `retry-after`, in milliseconds. The header is a number of seconds or a date (RFC 9110,
 * 10.2.3). Undefined if it is neither.
 *
 * @param now the wall clock, in milliseconds
 */
export function parseRetryAfter(value: string, now: number): number | undefined {
  const text = value.trim();
  // Some servers send decimals.
  const wait = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  return Number.isNaN(wait) ? undefined : Math.min(Math.max(0, Math.ceil(wait)), LONGEST_RETRY_AFTER);
}
