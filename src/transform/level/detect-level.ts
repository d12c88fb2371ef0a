import { parseObject } from '../json/json-object.js';
import { COLOUR, markColours } from './colour.js';
import type { FoundLevel } from './found-level.js';
import { headerLevel } from './header-level.js';
import { knownFormatLevel } from './known-formats.js';
import { findLevel } from './level-members.js';
import { levelOfWord } from './level-names.js';

/** How far into a text that is no JSON its level is looked for, in bytes unchanged. */
export const LEVEL_BYTES = 1024;

/**
 * A pair of logfmt, or of a dictionary of Python or Ruby, and what is passed over: texts in quotes and in brackets of
 * their own, which are the message or a part of it.
 */
const PAIRS =
  /"(?:[^"\\]|\\.)*"(?!\s*[:=])|(?:^|[\s,;|[({])(?:(?:level|lvl|severity|log[._]?level|levelname|level_name)=["']?|["':](?:level|lvl|severity|log[._]?level|levelname|level_name|log\.level)["']?\s?(?::|=>?)\s?["':]?|(?:level|lvl|severity|log_?level|levelname|level_name)\s?:\s?["'])([A-Za-z]{1,13})(?![A-Za-z])/gi;
/** A member of an object whose end is missing: a line that was cut. */
const CUT_MEMBER = /[{,]\s*"(?:level|lvl|severity|log\.level|levelname|level_name)"\s*:\s*"([A-Za-z]{1,13})"/g;

const OPEN_BRACE = 0x7b;

/** The level in a message, as an index of `LEVELS`; 0 if there is none, or if it is not certain. */
export function detectLevel(message: Buffer): number {
  if (message[0] === OPEN_BRACE) {
    const object = parseObject(Buffer.from(message));
    if (object !== undefined) return findLevel(object);
  }
  const text = message.toString('latin1', 0, LEVEL_BYTES);
  if (message[0] === OPEN_BRACE) return (firstLevel(text, CUT_MEMBER) ?? firstLevel(text, PAIRS))?.level ?? 0;
  const plain = markColours(text);
  return knownFormatLevel(plain) || (pairOrHeader(plain)?.level ?? 0);
}

/** What shows the level first: a pair that follows the header is a field of the message. */
function pairOrHeader(text: string): FoundLevel | undefined {
  const pair = firstLevel(text.replaceAll(COLOUR, ' '), PAIRS);
  const header = headerLevel(text);
  return pair === undefined || (header !== undefined && header.index < pair.index) ? header : pair;
}

/** A variable of the environment, which tells of no line's level. */
const SETTING = /LOG_?LEVEL=/;

/** The first word that means a level. */
function firstLevel(text: string, pattern: RegExp): FoundLevel | undefined {
  for (const { 0: pair, 1: word, index } of text.matchAll(pattern)) {
    const level = word === undefined || SETTING.test(pair) ? 0 : levelOfWord(word);
    if (level !== 0) return { level, index };
  }
  return undefined;
}
