import { formatRecordId } from '../../record/payload-records.js';
import { lengthTag, textField, varintSize, writeVarint } from '../protobuf/wire-format.js';
import { RECORD_ATTRIBUTES } from './otlp-messages.js';
import { PAIR_KEY, PAIR_VALUE, VALUE_STRING } from './otlp-value.js';

/** Writes the attribute `log.record.uid`, the id of a record, for records of one file. */
export interface RecordUid {
  /** Maximum bytes of one `write`. */
  readonly mostBytes: number;
  /** Sets the file of the next records (see `RecordBlock.fileId`). */
  setFile(fileId: string): void;
  /** Writes the attribute for the record at that offset of the file, as a field of the record. Returns its end. */
  write(target: Uint8Array, start: number, offset: number): number;
}

const KEY = textField(PAIR_KEY, 'log.record.uid');
const DIGITS = Buffer.from('0123456789abcdefghijklmnopqrstuvwxyz', 'latin1');
const RADIX = DIGITS.length;
/** Digits of 2^53. */
const MOST_DIGITS = 11;
const TAGS = 3;
const MOST_LENGTH_BYTES = 3 * 5;

/** Creates a writer that remembers the latest file. */
export function createRecordUid(): RecordUid {
  let latest: string | undefined;
  let prefix = Buffer.alloc(0);
  const digits = new Uint8Array(MOST_DIGITS);

  return {
    get mostBytes() {
      return TAGS + MOST_LENGTH_BYTES + KEY.length + prefix.length + MOST_DIGITS;
    },
    setFile(fileId) {
      if (fileId === latest) return;
      latest = fileId;
      prefix = Buffer.from(formatRecordId(fileId, 0).slice(0, -1), 'latin1');
    },
    write(target, start, offset) {
      let first = MOST_DIGITS;
      let rest = offset;
      do {
        const higher = Math.floor(rest / RADIX);
        digits[--first] = DIGITS[rest - higher * RADIX]!;
        rest = higher;
      } while (rest > 0);
      const text = prefix.length + MOST_DIGITS - first;
      const sizeOfText = varintSize(text);
      const value = 1 + sizeOfText + text;
      const sizeOfValue = varintSize(value);
      const attribute = KEY.length + 1 + sizeOfValue + value;
      let at = start;
      target[at++] = lengthTag(RECORD_ATTRIBUTES);
      at = writeVarint(target, at, attribute, varintSize(attribute));
      target.set(KEY, at);
      at += KEY.length;
      target[at++] = lengthTag(PAIR_VALUE);
      at = writeVarint(target, at, value, sizeOfValue);
      target[at++] = lengthTag(VALUE_STRING);
      at = writeVarint(target, at, text, sizeOfText);
      target.set(prefix, at);
      at += prefix.length;
      for (let digit = first; digit < MOST_DIGITS; digit++) target[at++] = digits[digit]!;
      return at;
    },
  };
}
