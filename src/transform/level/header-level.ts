import { COLOUR } from './colour.js';
import type { FoundLevel } from './found-level.js';
import { levelOfWord } from './level-names.js';

/** Words that are levels where they are in capitals, as most loggers print them. */
const CAPITALS =
  /(?<![\w"'/.=$<%-])(TRACE(?! \/)|TRC|TRAC|VERBOSE|VRB|FINEST|FINER|FINE|DEBUG|DBG|DEBU|DBUG|CONFIG|INFO|INF|NOTICE|LOG|WARN|WARNING|WARNI|WRN|ERROR|ERR|ERRO|EROR|SEVERE|FATAL|FTL|FATA|CRITICAL|CRIT|PANIC|PNC|PANI|DPANIC|ALERT|EMERG|EMERGENCY)(?![\w"'=.%-]|\/[a-z])/g;
/** In lower case, if they are marked: by brackets with or without blanks, a module before and a time behind (Apache, Couchbase), bars, tabs or colours. */
const MARKED = new RegExp(
  `(?:\\[(?:[a-z][\\w.-]{0,30}:| )?|(?<=[\\w\\]}]) <|(?<!^)[|\\t${COLOUR}] ?|(?<=^${COLOUR}) ?)(trce|trace[1-8]?|verbose|silly|dbug|debg|debug|info|information|note|noti|notice|system|warn|warning|fail|err|erro|error|crit|critical|alert|alrt|emerg|emgc|fatal|panic|success)(?: {0,5}\\]|,(?=\\d{4}-)|>| {0,8}[|\\t${COLOUR}])`,
  'gi',
);
/**
 * With a colon behind it, as Winston, .NET's console and many a command line print it, or a line (Next.js) at the start.
 * Not `http`, which is npm's and Winston's: it is also how Go's net/http begins a message of any level.
 */
const BEFORE_COLON =
  /(?<![\w"'/.=:-])(trce|trace|verbose|silly|dbug|debug|info|notice|warn|warning|fail|error|crit|critical|fatal|panic|alert|emerg)(?:[\x1b ]?:(?=[\s\x1b]|$)|\[\d{4,}\] |(?<=^\w{4,7}) {1,3}- )/gi;

/** A header is that long at most. */
const HEADER_LENGTH = 200;

/**
 * The level in the header of a line of text. A header is the time, thread and logger that loggers print before a
 * message: a word among others of a sentence is none.
 */
export function headerLevel(text: string): FoundLevel | undefined {
  if (ACCESS_LOG.test(text) || VALGRIND.test(text)) return undefined;
  const quote = text.indexOf('"');
  const head = text.slice(0, quote < 0 ? HEADER_LENGTH : Math.min(quote, HEADER_LENGTH));
  const found = [CAPITALS, MARKED, BEFORE_COLON].flatMap((pattern) => Array.from(head.matchAll(pattern)));
  const inOrder = found.sort((one, other) => one.index - other.index);
  for (const { 0: match, 1: word, index } of inOrder) {
    const level = levelOfWord(word!);
    if (level === 0 || !isHeader(head.slice(0, index), head.slice(index + match.length), match)) continue;
    return { level, index };
  }
  return undefined;
}

/** What a header holds besides words: times, numbers, names with dots and the like, brackets with anything in them. */
const NO_WORDS =
  /\S*(?:[\d./_=@#|$-]|:(?=\S))\S*|\[[^\]]*\]|\([^)]*\)|<[^>]*>|\{[^}]*\}|[[(]|\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|AM|PM|UTC|GMT|CET|CEST)\b,?/g;
const SEPARATOR_BEFORE = /(?:[|:>\]\t\x1b-]|^)\s*$/;
const SEPARATOR_BEHIND = /^(?:\s*[|:;\]\t\x1b]| +-|\s{2,}|\s*[[(])/;
/** A line of an access log: an address, two names, the time in brackets. */
const ACCESS_LOG = /^\S+ \S+ \S+ \[[^\]]{1,40}\] "/;
/** A line of valgrind's, which counts errors. */
const VALGRIND = /^==\d+== /;
/** Names of a host, a program and a thread. */
const MOST_WORDS = 3;
const TIME = /\d\d:\d\d/;
/** A status of HTTP, whose reason comes next. */
const HTTP_STATUS = /^\s*(?:HTTP\S* )?[1-5]\d\d\s*$/;
/** Words that mean a value rather than a program. */
const TELLS_VALUE =
  /\b(?:status|state|result|outcome|phase|health|mode|type|code|level|to|is|was|got|received|returned|response)\W*$/i;
/** What shows that a word and a colon are the name of a value: `error: 0`, `trace: 4bf92f3577b34da6`. */
const VALUE_BEHIND =
  /^:?\s*(?:\d+|true|false|on|off|null|none|nil|undefined|yes|no|[0-9a-f]{16,}|(?=[\w-]*\d)[\w-]{16,}|\{\}|\[\])\s*[,;.]?\s*$/i;
/** Levels that a text which is no line of a logger may well begin with. */
const COMMON_WORD = /^(?:FINE|CONFIG|LOG|NOTICE|ALERT|INF)$/;
/** Of these, the ones that may follow a time, too. */
const PLAIN_WORD = /^(?:CONFIG|LOG)$/;

/** Of these a trace is printed, which is no level. */
const OF_TRACE = /\b(?:exception|stack|back|call|error|execution)[ -]?$/i;

function isHeader(before: string, behind: string, match: string): boolean {
  if (/^trace/i.test(match) && OF_TRACE.test(before)) return false;
  if ((behind.startsWith(':') || match.trimEnd().endsWith(':')) && VALUE_BEHIND.test(behind)) return false;
  if (before === '' || before.trim() === COLOUR) return isSeparated(behind, match);
  const words = before.replaceAll(COLOUR, ' ').replace(NO_WORDS, ' ').split(/\s+/).filter(Boolean);
  const isAlone = behind.trim() === '' && !TIME.test(before);
  if (PLAIN_WORD.test(match) && !SEPARATOR_BEHIND.test(behind)) return false;
  if (words.length === 0) return !HTTP_STATUS.test(before) && !(isAlone && before.trim() !== '');
  if (words.length > MOST_WORDS || TELLS_VALUE.test(before)) return false;
  if (/^[|\t]/.test(match)) return TIME.test(before);
  const isBehindSeparator = SEPARATOR_BEFORE.test(before);
  if (isBehindSeparator && (SEPARATOR_BEHIND.test(behind) || !/^[A-Z]/.test(match))) return true;
  // A host, a program or a thread.
  if (words.length > 1) return false;
  return SEPARATOR_BEHIND.test(behind) || (isBehindSeparator && TIME.test(before) && behind.trim() !== '');
}

/** Whether a word at the start of the text is more than the first word of a sentence in capitals. */
function isSeparated(behind: string, match: string): boolean {
  if (COMMON_WORD.test(match)) return /^\s*[:[\]|(\x1b]| {2}/.test(behind);
  return behind === '' || /^[\s:;[\]|(\x1b!,]/.test(behind) || /[\s:,\]|>\t]$/.test(match);
}
