import { LEVELS } from '../../record/record-block.js';
import { type JsonObject, parseObject } from '../json/json-object.js';
import { levelOfWord } from './level-names.js';
import { levelOfNumber, simpleName } from './level-numbers.js';

/** Names of members that say a level, as `simpleName` has them, the likeliest first. */
const NAMES = [
  ...['level', 'severity', 'lvl', 'loglevel', 'levelname', 'severitytext', 'l', 'levelstr', 'leveltext'],
  ...['errorseverity', 'severitylevel', 'sev'],
  ...['severitynumber', 'levelno', 'levelvalue', 'syslogseverity', 'priority'],
];

/** Where in nested objects a level is: ECS (also of syslog), loguru's `serialize`, Roarr, tslog. */
const PATHS = [
  ['log', 'level'],
  ['log', 'syslog', 'severity', 'name'],
  ['record', 'level', 'name'],
  ['level', 'name'],
  ['context', 'logLevel'],
  ['_meta', 'logLevelName'],
] as const;

/** A member that says a level. */
export interface LevelMember {
  readonly name: string;
  /** As an index of `LEVELS`. */
  readonly level: number;
}

/**
 * The member of an object that says its level, by any name that is known. A word counts before a number, and a value
 * that is no level does not end the search.
 */
export function findLevel(object: JsonObject): number {
  const names = [...object.keys()].flatMap((name) => {
    const rank = mayBeLength(name, object) || mayBeRank(name, object) ? -1 : NAMES.indexOf(simpleName(name));
    return rank < 0 ? [] : [{ name, rank }];
  });
  const inOrder = names.sort((one, other) => one.rank - other.rank).map(({ name }) => name);
  return findLevelMember(object, inOrder)?.level ?? nestedLevel(object) ?? (mongoLevel(object) || compactLevel(object));
}

/** Whether a member called `l` need not be a level: zap's `L` is beside its message, `M`. */
function mayBeLength(name: string, object: JsonObject): boolean {
  return name === 'l' || (name === 'L' && !object.has('M'));
}

/** Whether a member called `priority` need not be a level: its number means one in the journal's capitals only. */
function mayBeRank(name: string, object: JsonObject): boolean {
  return name !== 'PRIORITY' && simpleName(name) === 'priority' && DIGITS.test(object.get(name)!.toString('latin1'));
}

const DIGITS = /\d/;

/** Serilog's compact format (CLEF) leaves the level out where it is "Information". */
function compactLevel(object: JsonObject): number {
  const isCompact = object.has('@t') && (object.has('@mt') || object.has('@m')) && !object.has('@l');
  return isCompact ? LEVELS.indexOf('info') : 0;
}

/** The first of the names whose member says the level, if one does. */
export function findLevelMember(object: JsonObject, names: readonly string[]): LevelMember | undefined {
  const isSyslog = object.has('short_message');
  let byNumber: LevelMember | undefined;
  for (const name of names) {
    const value = scalar(object.get(name));
    if (value === undefined) continue;
    const byWord = typeof value === 'string' ? levelOfWord(value) : 0;
    if (byWord !== 0) {
      // The number, where it says the same, is first: its name is the likelier one.
      return byNumber?.level === byWord ? byNumber : { name, level: byWord };
    }
    const level = isNumber(value) ? levelOfNumber(simpleName(name), Number(value), isSyslog) : 0;
    if (level !== 0) byNumber ??= { name, level };
  }
  return byNumber;
}

function nestedLevel(object: JsonObject): number | undefined {
  for (const path of PATHS) {
    const value = path.reduce<Buffer | undefined>((text, name, depth) => {
      if (depth === 0) return object.get(name);
      return text?.[0] === OPEN_BRACE ? parseObject(text)?.get(name) : undefined;
    }, undefined);
    const found = scalar(value);
    if (found === undefined) continue;
    const level =
      typeof found === 'string' ? levelOfWord(found) : levelOfNumber(simpleName(path.at(-1)!), found, false);
    if (level !== 0) return level;
  }
  return undefined;
}

const OPEN_BRACE = 0x7b;
/** MongoDB's severities ("Log Messages" of its manual); debug has five steps. */
const MONGO_SEVERITY = /^(?:[FEWI]|D[1-5]?)$/;

/** MongoDB calls the time `t`, an object, and the level `s`. */
function mongoLevel(object: JsonObject): number {
  const severity = scalar(object.get('s'));
  if (typeof severity !== 'string' || !MONGO_SEVERITY.test(severity) || !object.has('ctx')) return 0;
  return object.get('t')?.[0] === OPEN_BRACE ? levelOfWord(severity[0]!) : 0;
}

function isNumber(value: string | number): boolean {
  return typeof value === 'number' || /^\d{1,5}$/.test(value);
}

function scalar(json: Buffer | undefined): string | number | undefined {
  // A level is short; texts and objects of other names are not looked at.
  if (json === undefined || json.length > LONGEST) return undefined;
  const value = JSON.parse(json.toString('utf8')) as unknown;
  return typeof value === 'string' || typeof value === 'number' ? value : undefined;
}

const LONGEST = 64;
