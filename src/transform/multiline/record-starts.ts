/**
 * How the first line of a record looks: it begins with a time, has klog's header, is a JSON object or logfmt; or it
 * begins with a level, or has a time farther on, as access logs have.
 */
export type StartShape = 'time' | 'klog' | 'json' | 'logfmt' | 'level' | 'dated';

const DATE = [
  String.raw`\d{4}[-/.]\d\d[-/.]\d\d[T ,:-]{1,3}\d?\d:\d\d`,
  String.raw`\d{1,2}[-/ .](?:\d\d|[A-Z][a-z]{2})[-/ .]\d{4}[T ,:]{1,2}\d{1,2}:\d\d`,
  String.raw`(?:[A-Z][a-z]{2} )?[A-Z][a-z]{2} {1,2}\d{1,2},? (?:\d{4} )?\d{1,2}:\d\d:\d\d`,
  String.raw`\d\d\/\d\d\/\d\d \d\d:\d\d:\d\d`,
  String.raw`\d{6} \d\d:\d\d:\d\d`,
  String.raw`\d\d:\d\d:\d\d(?![\d:])`,
  String.raw`\d{1,2}:\d\d[AP]M`,
].join('|');
/**
 * Before the time may be brackets, a priority of syslog, and up to two short words such as a level, or a thread's name; but no
 * name of a value, which lines of messages have.
 */
const WORD = String.raw`[\[(|<]?[\w:]{1,12}[\])>|,]{0,2}(?: {1,6}- {1,2}| {1,6}|\t)`;
const THREAD = String.raw`\[[^\]]{1,60}\] {1,2}`;
const TIME = new RegExp(
  String.raw`^(?!(?:Time|Date|Timestamp|Created|Updated|Expires|Start|End): ) {0,2}(?:<\d{1,3}>)?(?:${WORD}|${THREAD}){0,2}[\[(|"']?(?:\w{1,9}=)?"?(?:${DATE})`,
);
/** A line of rich's log handler, which leaves a time out that is the same as the line's before. */
const SAME_TIME = /^ {11,}(?:DEBUG|INFO|WARNING|ERROR|CRITICAL) {3,}\S/;
const KLOG = /^[IWEF]\d{4} \d\d:\d\d:\d\d\.\d{6} +\d+ \S+:\d+\]/;
const JSON_OBJECT = /^\{\s*"[^"\\]{1,64}"\s*:/;
const LOGFMT = /^(?:ts|time|level|lvl|severity|msg|caller|logger|at)=\S/;
const LEVEL =
  /^(?: {1,4}(?=(?:TRACE|DEBUG|INFO|WARN|WARNING|ERROR)(?: *[|\]]|: )|(?:info|warn): )|[[(<])?(?:(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|ERR|FATAL|CRITICAL|SEVERE|PANIC)[\])>]?(?:[ :|\t,-]|$)|(?:trace|trce|debug|dbug|info|notice|warn|warning|fail|error|crit|critical|fatal)(?:[\])>]|: )|SLF4J(?:\([EWID]\))?: )/;
/** A level between signs that part it from what a logger prints before: bars, brackets, dashes. */
const PARTED_LEVEL =
  /^(?:\[[^\]]{1,60}\] (?:TRACE|DEBUG|INFO|WARN|ERROR) \S|\S.{0,60}?(?:(?:\| *|[[(<] ?)(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL|CRITICAL) *[|\])>]| - (?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL|CRITICAL) - ))/;
const DATED = new RegExp(String.raw`^\S.{0,80}?[\[ "](?:${DATE})`);

/** What each time has, and in how many characters from a line's start one is looked for. */
const HOURS = /\d:\d\d/;
export const DATED_WITHIN = 120;

/** How a line looks as the first one of a record; undefined where it looks like none. Takes it without colours. */
export function startShape(line: string): StartShape | undefined {
  const hasTime = HOURS.test(line.length > DATED_WITHIN ? line.slice(0, DATED_WITHIN) : line);
  if (hasTime && KLOG.test(line)) return 'klog';
  if ((hasTime && TIME.test(line)) || SAME_TIME.test(line)) return 'time';
  if (JSON_OBJECT.test(line)) return 'json';
  if (LOGFMT.test(line)) return 'logfmt';
  if (LEVEL.test(line) || PARTED_LEVEL.test(line)) return 'level';
  if (hasTime && DATED.test(line)) return 'dated';
  return undefined;
}

/**
 * Whether a line may look like the first one of what a logger wrote; takes its first bytes as they appear in the file, with
 * escapes. A JSON object does not count.
 */
export function mayHaveShape(beginning: string): boolean {
  return HOURS.test(beginning) || LEVEL.test(beginning) || PARTED_LEVEL.test(beginning) || LOGFMT.test(beginning);
}

/** Fewest first lines that are enough to know how a stream's records begin. */
const ENOUGH = 5;
/** So many lines are all looked at; of later ones a sample. */
const LEARNED_FROM = 64;
/** The counts are halved when they add up to this, so that what was long ago weighs little. */
const MOST_COUNTED = 128;

/** What is known of the lines with which the records of one stream begin. A few numbers, for any stream. */
export class RecordStarts {
  readonly #seen = new Map<StartShape, number>();
  #starts = 0;
  /** Runs of other lines, so that one message of several lines weighs no more than one of two. */
  #others = 0;
  #lines = 0;
  #continued = false;
  /** Whether the latest line did not look like a first one. */
  #isInOthers = false;

  /** Whether each line should still be told, rather than a sample. */
  get isLearning(): boolean {
    return this.#lines < LEARNED_FROM;
  }

  /** Whether almost all records begin with a line that looks so: what does not is no record of its own. */
  get isSure(): boolean {
    return this.#starts >= ENOUGH && this.#others * 12 <= this.#starts;
  }

  /** Whether lines that do not look like first ones were records of their own, as far as is remembered. */
  get haveOthers(): boolean {
    return this.#others > 0;
  }

  /** Whether some record continued by indented lines. */
  get haveContinued(): boolean {
    return this.#continued;
  }

  /** Whether lines of that shape were seen to begin records of this stream. */
  areKnownAs(shape: StartShape): boolean {
    return (this.#seen.get(shape) ?? 0) >= 2;
  }

  /** Tells the first line of a record that is not part of a trace. */
  observe(line: string): void {
    this.#lines++;
    const shape = startShape(line);
    if (shape === undefined) {
      // What a script prints before the program starts says nothing of the program.
      if (this.#starts > 0 && !this.#isInOthers && /^\S/.test(line)) {
        this.#others++;
        this.#isInOthers = true;
      }
      return;
    }
    this.#count(shape);
  }

  /** Tells the first line of a record of several lines: a trace without a line of a logger begins as no other record does. */
  observeJoined(line: string): void {
    const shape = startShape(line);
    if (shape !== undefined) this.#count(shape);
  }

  /** Tells that a record continued by indented lines. */
  observeContinued(): void {
    this.#continued = true;
  }

  #count(shape: StartShape): void {
    this.#starts++;
    this.#isInOthers = false;
    this.#seen.set(shape, (this.#seen.get(shape) ?? 0) + 1);
    if (this.#starts + this.#others >= MOST_COUNTED) this.#halve();
  }

  #halve(): void {
    this.#starts >>= 1;
    this.#others >>= 1;
    for (const [shape, count] of this.#seen) this.#seen.set(shape, count >> 1);
  }
}
