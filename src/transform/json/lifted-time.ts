/** RFC 3339, with up to nine decimals, as `RecordBlock.timeStart` has it. */
const RFC_3339 = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:[Zz]|[+-]\d\d:\d\d)$/;
/** Numbers up to here are seconds since 1970 (to the year 5138), larger ones milliseconds. */
const MOST_SECONDS = 1e11;
const MOST_MILLISECONDS = 253_402_300_799_999;

/** The time that a member of a JSON object says, as RFC 3339; undefined where it says none. */
export function timeTextOf(value: unknown): string | undefined {
  if (typeof value === 'number') return ofNumber(value);
  if (typeof value !== 'string' || !RFC_3339.test(value) || Number.isNaN(Date.parse(value))) return undefined;
  return value.replace(/[t ]/, 'T').replace('z', 'Z');
}

function ofNumber(value: number): string | undefined {
  const milliseconds = Math.abs(value) < MOST_SECONDS ? value * 1000 : value;
  if (milliseconds < 0 || milliseconds > MOST_MILLISECONDS) return undefined;
  return new Date(milliseconds).toISOString();
}
