import { parseObject } from '../json/json-object.js';
import { timeOf, timeOfNumber } from './number-time.js';
import { timeOfText } from './text-time.js';

const OPEN_BRACE = 0x7b;
const QUOTE = 0x22;

/**
 * The time in a JSON value, as RFC 3339. The value is a number since 1970, a text in a layout of loggers or with such a
 * number, MongoDB's `$date`, Log4j's `instant`, or Google Cloud's `seconds` and `nanos`. Undefined if it has no time.
 */
export function timeOfJson(json: Buffer): string | undefined {
  if (json[0] === OPEN_BRACE) return timeOfObject(json);
  if (json[0] !== QUOTE) return timeOfNumber(json.toString('latin1'));
  const text = JSON.parse(json.toString('utf8')) as string;
  return timeOfText(text) ?? timeOfNumber(text.trim());
}

function timeOfObject(json: Buffer): string | undefined {
  const object = parseObject(Buffer.from(json));
  const date = object?.get('$date') ?? object?.get('$numberLong');
  if (date !== undefined) return timeOfJson(date);
  const seconds = textOf(object?.get('epochSecond') ?? object?.get('seconds'));
  const nanos = textOf(object?.get('nanoOfSecond') ?? object?.get('nanos'));
  return /^\d{1,12}$/.test(seconds) && /^\d{1,9}$/.test(nanos) ? timeOf(seconds, nanos.padStart(9, '0')) : undefined;
}

/** A number, of which protobuf's JSON makes a text where it has 64 bits. */
function textOf(json: Buffer | undefined): string {
  return json?.toString('latin1').replace(/^"(\d+)"$/, '$1') ?? '';
}
