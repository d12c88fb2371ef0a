/** A number of JSON, in its parts. */
const NUMBER = /^(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,2}))?$/;
/** Most digits of seconds since 1970, up to the year 5138. Each smaller unit has three more. */
const SECONDS_DIGITS = 11;
const MOST_SECONDS = 253_402_300_799;
const MOST_DECIMALS = 9;

/**
 * The time of a number since 1970, as RFC 3339. Its size determines the unit: seconds, milliseconds, microseconds or
 * nanoseconds. Works on the digits, so that none is lost. Undefined if it is not a time.
 *
 * @param text of the number, as in JSON
 */
export function timeOfNumber(text: string): string | undefined {
  const [, whole, fraction = '', exponent = '0'] = NUMBER.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  if (point < 0 || point > SECONDS_DIGITS + MOST_DECIMALS) return undefined;
  const shifted = digits.padEnd(point, '0');
  const before = shifted.slice(0, point).replace(/^0+(?=.)/, '') || '0';
  const behind = shifted.slice(point);
  const unitDigits = before.length <= SECONDS_DIGITS ? 0 : before.length <= 14 ? 3 : before.length <= 17 ? 6 : 9;
  const cut = before.length - unitDigits;
  return timeOf(before.slice(0, cut), before.slice(cut) + behind);
}

/** @param decimals of the second */
export function timeOf(seconds: string, decimals: string): string | undefined {
  const value = Number(seconds);
  if (!(value <= MOST_SECONDS)) return undefined;
  const shown = decimals.slice(0, MOST_DECIMALS).padEnd(3, '0');
  return `${new Date(value * 1000).toISOString().slice(0, 19)}.${shown}Z`;
}
