import { parseObject } from '../json/json-object.js';
import { timeOf, timeOfNumber } from './number-time.js';
import { timeOfText } from './text-time.js';

const OPEN_BRACE = 0x7b;
const QUOTE = 0x22;

/**
 * The time that a value of JSON says, as RFC 3339: a number since 1970, a text in one of loggers' layouts or with such a
 * number, MongoDB's `$date`, or Log4j's `instant`. Undefined where it says none.
 */
export function timeOfJson(json: Buffer): string | undefined {
  if (json[0] === OPEN_BRACE) return timeOfObject(json);
  if (json[0] !== QUOTE) return timeOfNumber(json.toString('latin1'));
  const text = JSON.parse(json.toString('utf8')) as string;
  return timeOfText(text) ?? timeOfNumber(text.trim());
}

function timeOfObject(json: Buffer): string | undefined {
  const object = parseObject(Buffer.from(json));
  const date = object?.get('$date');
  if (date !== undefined) return timeOfJson(date);
  const seconds = object?.get('epochSecond')?.toString('latin1') ?? '';
  const nanos = object?.get('nanoOfSecond')?.toString('latin1') ?? '';
  return /^\d{1,12}$/.test(seconds) && /^\d{1,9}$/.test(nanos) ? timeOf(seconds, nanos.padStart(9, '0')) : undefined;
}
