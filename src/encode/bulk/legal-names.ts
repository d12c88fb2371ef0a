import { type Payload, reservePayload } from '../../record/payload.js';

const QUOTE = 0x22;
const COLON = 0x3a;
const DOT = 0x2e;
const BLANK = 0x20;
/** A string. It is a name if a colon follows. */
const STRING = /("[^"\\]*(?:\\.[^"\\]*)*")(\s*:)?/g;
/** Replaces a part of a name that is empty or blank. */
const NAMELESS = '_';

/**
 * Corrects the names of the members from `start` to the end of a payload, each followed by a comma. Elasticsearch
 * refuses a document with a name that is empty or blank, or has an empty part between dots. Such a part becomes `_`.
 */
export function mendNames(payload: Payload, start: number): void {
  const { buffer, length } = payload;
  if (!mayBeIllegal(buffer, start, length)) return;
  const text = buffer.toString('utf8', start, length);
  const mended = text.replace(STRING, (whole, name: string, colon?: string) =>
    colon === undefined ? whole : `${legalName(name)}${colon}`,
  );
  if (mended === text) return;
  payload.length = start;
  reservePayload(payload, Buffer.byteLength(mended));
  payload.length += payload.buffer.write(mended, start);
}

/** Corrects a name in JSON. */
function legalName(written: string): string {
  const name = JSON.parse(written) as string;
  const parts = name.split('.');
  if (parts.every((part) => part.trim() !== '')) return written;
  return JSON.stringify(parts.map((part) => (part.trim() === '' ? NAMELESS : part)).join('.'));
}

/** Whether the bytes may have an invalid name. Most members do not. */
function mayBeIllegal(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start + 1; at < end - 1; at++) {
    const byte = bytes[at]!;
    const before = bytes[at - 1]!;
    const isEmpty = byte === QUOTE && before === QUOTE && bytes[at + 1] === COLON;
    if (isEmpty || (byte === BLANK && before === QUOTE)) return true;
    if (byte === DOT && (before === QUOTE || before === DOT || bytes[at + 1] === QUOTE)) return true;
  }
  return false;
}
