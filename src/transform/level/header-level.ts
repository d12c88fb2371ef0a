import { COLOUR } from './colour.js';
import { levelOfWord } from './level-names.js';

/** Words that are levels where they stand in capitals, as most loggers print them. */
const CAPITALS =
  /(?<![\w"'/.=$<%-])(TRACE|TRC|TRAC|VERBOSE|VRB|FINEST|FINER|FINE|DEBUG|DBG|DEBU|DEB|CONFIG|INFO|INF|NOTICE|LOG|WARN|WARNING|WRN|ERROR|ERR|ERRO|EROR|SEVERE|FATAL|FTL|FATA|CRITICAL|CRIT|PANIC|PNC|PANI|DPANIC|ALERT|EMERG|EMERGENCY)(?![\w"'=.%-]|\/[a-z])/g;
/** In small letters, where they are marked: by brackets, a module and brackets (Apache), bars, tabs or colours. */
const MARKED = new RegExp(
  `(?:\\[(?:[a-z][\\w.-]{0,30}:)?|<|[|\\t${COLOUR}] ?)(trce|trace|verbose|silly|dbug|debug|info|note|notice|system|warn|warning|fail|err|error|crit|critical|alert|emerg|fatal|panic|success)(?: ?\\]|>| {0,8}[|\\t${COLOUR}])`,
  'gi',
);
/** With a colon behind it, as Winston, .NET's console and many a command line print it. */
const BEFORE_COLON =
  /(?<![\w"'/.=:-])(trce|trace|verbose|silly|dbug|debug|http|info|notice|warn|warning|fail|error|crit|critical|fatal|panic|alert|emerg)(?:[\x1b ]?:(?=[\s\x1b])|\[\d{4,}\] )/gi;

/** A header is that long at most. */
const HEADER_LENGTH = 200;

/**
 * The level that the header of a line of text tells, as an index of `LEVELS`; 0 where it tells none. A header is the
 * time, thread and logger that loggers print before a message: a word among others of a sentence is none.
 */
export function headerLevel(text: string): number {
  if (ACCESS_LOG.test(text)) return 0;
  const quote = text.indexOf('"');
  const head = text.slice(0, quote < 0 ? HEADER_LENGTH : Math.min(quote, HEADER_LENGTH));
  const found = [CAPITALS, MARKED, BEFORE_COLON].flatMap((pattern) => Array.from(head.matchAll(pattern)));
  const inOrder = found.sort((one, other) => one.index - other.index);
  for (const { 0: match, 1: word, index } of inOrder) {
    const level = levelOfWord(word!);
    if (level !== 0 && isHeader(head.slice(0, index), head.slice(index + match.length), match)) return level;
  }
  return 0;
}

/** What a header holds besides words: times, numbers, names with dots and the like, brackets with anything in them. */
const NO_WORDS =
  /\S*(?:[\d./_=@#|$-]|:(?=\S))\S*|\[[^\]]*\]?|\([^)]*\)|<[^>]*>|\{[^}]*\}|\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|AM|PM|UTC|GMT|CET|CEST)\b,?/g;
const SEPARATOR_BEFORE = /(?:[|:>\]\t\x1b-]|^)\s*$/;
const SEPARATOR_BEHIND = /^(?:\s*[|:\]\t\x1b]| +-|\s{2,}|\s*[[(])/;
/** A line of an access log: an address, two names, the time in brackets. */
const ACCESS_LOG = /^\S+ \S+ \S+ \[[^\]]{1,40}\] "/;

function isHeader(before: string, behind: string, match: string): boolean {
  if (before === '' || before.trim() === COLOUR) return isSeparated(behind, match);
  const words = before.replaceAll(COLOUR, ' ').replace(NO_WORDS, ' ').split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  if (words.length > MOST_WORDS) return false;
  const isBehindSeparator = SEPARATOR_BEFORE.test(before);
  if (isBehindSeparator && (SEPARATOR_BEHIND.test(behind) || !/^[A-Z]/.test(match))) return true;
  // A host, a program or a thread.
  return words.length === 1 && (SEPARATOR_BEHIND.test(behind) || (isBehindSeparator && TIME.test(before)));
}

/** Names of a host, a program and a thread. */
const MOST_WORDS = 3;
const TIME = /\d\d:\d\d/;

/** Whether a word at the start of the text is more than the first word of a sentence in capitals. */
function isSeparated(behind: string, match: string): boolean {
  return behind === '' || /^[\s:[\]|(\x1b!,]/.test(behind) || /[\s:\]|>\t]$/.test(match);
}
