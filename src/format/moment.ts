const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const AGO = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/;
const PART = /(\d+(?:\.\d+)?)(ms|s|m|h|d)/g;
const DATE = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?)(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})?)?$/i;

/**
 * A moment, in milliseconds since 1970: `2h`, or `1h30m`, is so long before `now`; a date, or a date and a time, is in UTC where it has no
 * zone (RFC 3339). Undefined for what is none.
 */
export function parseMoment(text: string, now: number): number | undefined {
  if (AGO.test(text)) {
    const parts = [...text.matchAll(PART)].map(([, number, unit]) => Number(number) * UNITS[unit!]!);
    return now - parts.reduce((sum, part) => sum + part, 0);
  }
  const [, date, time = '00:00', decimals = '', zone = 'Z'] = DATE.exec(text) ?? [];
  if (date === undefined || !isDay(date)) return undefined;
  const parsed = Date.parse(`${date}T${time}${zone.toUpperCase()}`);
  // Date knows milliseconds alone.
  return Number.isNaN(parsed) ? undefined : parsed + Number(decimals.slice(1).padEnd(9, '0')) / 1e6;
}

/** Whether a month has that day: Date counts on into the next month. */
function isDay(date: string): boolean {
  const parsed = new Date(`${date}T00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(date);
}
