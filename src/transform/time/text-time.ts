/** The parts of a time, as texts. */
interface TimeParts {
  readonly year: string;
  /** A number, or the English name of the month, of which the first three letters count. */
  readonly month: string;
  readonly day: string;
  readonly hour: string;
  readonly minute?: string;
  readonly second?: string;
  readonly decimals?: string;
  /** `AM` or `PM`. */
  readonly half?: string;
  readonly zone?: string;
}

const CLOCK = '(?<hour>\\d{1,2}):(?<minute>\\d\\d):(?<second>\\d\\d)(?:[.,](?<decimals>\\d{1,12}))?';
const ZONE = '(?: ?(?<zone>Z|z|UTC|GMT|[+-]\\d\\d(?::?\\d\\d)?)(?: (?:UTC|GMT|[A-Z]{3,4}))?)?';
const MONTH = '(?<month>[A-Z][a-z]{2})[a-z]{0,6}';
const WEEKDAY = '(?:[A-Z][a-z]{2,8},? )?';

/**
 * Layouts of times that loggers print, each for a whole text: ISO 8601 and RFC 3339 with a blank, the comma of log4j
 * and Python, Go's `log` and nginx (slashes), Java's zones in brackets, Go's `Time.String`, Java's times without
 * seconds, the basic form of ISO, access logs, RFC 1123, Redis and Tomcat, Apache's error log and `date`,
 * java.util.logging, V8's times of the United States, and days before months with dots.
 */
const LAYOUTS: readonly RegExp[] = [
  `(?<year>\\d{4})[-/](?<month>\\d\\d)[-/](?<day>\\d\\d)[Tt _]${CLOCK}${ZONE}(?:(?<=[Zz]|[+-]\\d\\d:\\d\\d)\\[[\\w/+-]{1,40}\\]| m=[+-]\\d+\\.\\d+)?`,
  `(?<year>\\d{4})-(?<month>\\d\\d)-(?<day>\\d\\d)T(?<hour>\\d\\d):(?<minute>\\d\\d)(?<zone>Z|[+-]\\d\\d:\\d\\d)`,
  `(?<year>\\d{4})(?<month>\\d\\d)(?<day>\\d\\d)[T ]?(?<hour>\\d\\d)(?<minute>\\d\\d)(?<second>\\d\\d)(?:[.,](?<decimals>\\d{1,12}))?${ZONE}`,
  `(?<year>\\d{4})(?<month>\\d\\d)(?<day>\\d\\d)[T ]${CLOCK}${ZONE}`,
  `(?<day>\\d\\d)/${MONTH}/(?<year>\\d{4})[: ]${CLOCK}${ZONE}`,
  `${WEEKDAY}(?<day>\\d{1,2})[ -]${MONTH}[ -](?<year>\\d{4}) ${CLOCK}${ZONE}`,
  `${WEEKDAY}${MONTH} {1,2}(?<day>\\d{1,2}) ${CLOCK}${ZONE} (?<year>\\d{4})`,
  `(?<month>\\d{1,2})/(?<day>\\d{1,2})/(?<year>\\d{4}),? ${CLOCK}[ \u202f](?<half>[AP]M)${ZONE}`,
  `(?<day>\\d\\d)\\.(?<month>\\d\\d)\\.(?<year>\\d{4})[ T]${CLOCK}${ZONE}`,
  `${MONTH} (?<day>\\d{1,2}), (?<year>\\d{4}),? ${CLOCK} (?<half>[AP]M)${ZONE}`,
].map((layout) => new RegExp(`^${layout}$`));

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const LONGEST = 64;
const MOST_DECIMALS = 9;

/**
 * The time of a text in a layout of loggers, in the form of `RecordBlock.timeStart`: RFC 3339 with up to nine decimals.
 * Without a zone it is UTC. Undefined if the text is not a time.
 */
export function timeOfText(text: string): string | undefined {
  const trimmed = text.trim().replace(/^\[(.*)\]$/, '$1');
  if (trimmed.length > LONGEST) return undefined;
  for (const layout of LAYOUTS) {
    const parts = layout.exec(trimmed)?.groups as unknown as TimeParts | undefined;
    if (parts !== undefined) return formatTime(parts);
  }
  return undefined;
}

function formatTime({ year, month, day, hour, minute = '00', second = '00', decimals, half, zone }: TimeParts) {
  const number = /\d/.test(month) ? month.padStart(2, '0') : String(MONTHS.indexOf(month) + 1).padStart(2, '0');
  const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + (half === 'PM' ? 12 : 0);
  const date = `${year}-${number}-${day.padStart(2, '0')}`;
  const clock = `${String(hours).padStart(2, '0')}:${minute}:${second}`;
  const offset = formatZone(zone);
  if (offset === undefined || !isMoment(`${date}T${clock}Z`, second)) return undefined;
  return `${date}T${clock}${decimals === undefined ? '' : `.${decimals.slice(0, MOST_DECIMALS)}`}${offset}`;
}

/** The zone in the form of RFC 3339. Undefined for an impossible offset. */
function formatZone(zone = 'Z'): string | undefined {
  if (!/^[+-]/.test(zone)) return 'Z';
  const digits = zone.replace(':', '').padEnd(5, '0');
  const [hours, minutes] = [digits.slice(0, 3), digits.slice(3)];
  return Number(hours.slice(1)) < 24 && Number(minutes) < 60 ? `${hours}:${minutes}` : undefined;
}

/** Whether the day and the time of day exist. */
function isMoment(text: string, second: string): boolean {
  const time = Date.parse(text);
  return !Number.isNaN(time) && new Date(time).toISOString().slice(17, 19) === second && isSameDay(time, text);
}

function isSameDay(time: number, text: string): boolean {
  return new Date(time).toISOString().startsWith(text.slice(0, 10));
}
