const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const AGO = /^(\d+)(ms|s|m|h|d)$/;
const DATE = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?)(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})?)?$/;

/**
 * A moment, in milliseconds since 1970: `2h` is so long before `now`; a date, or a date and a time, is in UTC where it has no
 * zone (RFC 3339). Undefined for what is none.
 */
export function parseMoment(text: string, now: number): number | undefined {
  const [, number, unit] = AGO.exec(text) ?? [];
  if (number !== undefined) return now - Number(number) * UNITS[unit!]!;
  const [, date, time = '00:00', decimals = '', zone = 'Z'] = DATE.exec(text) ?? [];
  if (date === undefined) return undefined;
  const parsed = Date.parse(`${date}T${time}${zone}`);
  // Date knows milliseconds alone.
  return Number.isNaN(parsed) ? undefined : parsed + Number(decimals.slice(1).padEnd(9, '0')) / 1e6;
}
