import { beginRun, continuesRun, endRecord, isFull, reservePayload, reserveRecords } from '../../record/payload.js';
import { recordBytes } from '../../record/payload-records.js';
import { type RecordBlock, RecordFlag } from '../../record/record-block.js';
import type { Encoder } from '../../record/sink.js';
import { copyMessage } from '../message-text.js';
import { oncePerSource } from '../once-per-source.js';
import { type PrettySource, prettySource } from './pretty-source.js';
import { terminalText } from './terminal-text.js';

export interface PrettyOptions {
  readonly color: boolean;
}

/** Most characters that names are padded to. Longer ones would leave no room for messages. */
const MOST_PADDED = 60;
const RED = 31;
const FAINT = 2;

/**
 * Encodes records as text for people: `namespace/pod container | message`, with `!` instead of `|` for standard error.
 * Names are padded to the longest one so far. It is slower than the other encoders, and has no dead letters.
 */
export function createPrettyEncoder({ color }: PrettyOptions): Encoder {
  let width = 0;

  const sourceOf = oncePerSource((source) => {
    const made = prettySource(source);
    width = Math.max(width, Math.min(MOST_PADDED, nameOf(made).length));
    return made;
  });

  const paint = (text: string, code: number): string => (color ? `\u001b[${code}m${text}\u001b[0m` : text);

  function lineOf(block: RecordBlock, row: number): string {
    const source = sourceOf(block.source);
    const flags = block.flags[row]!;
    const padding = ' '.repeat(Math.max(0, width - nameOf(source).length));
    const bar = (flags & RecordFlag.stderr) === 0 ? paint('|', FAINT) : paint('!', RED);
    const name = `${paint(source.pod, source.color)}${source.container === '' ? '' : ` ${source.container}`}`;
    const message = terminalText(messageOf(block, row), color, `${' '.repeat(width)} ${bar} `);
    return `${name}${padding} ${bar} ${message}${marksOf(flags, paint)}\n`;
  }

  return {
    append(block, from, payload, limits) {
      if (isFull(payload, limits)) return from;
      const { source, fileId } = block;
      if (!continuesRun(payload, source, fileId)) beginRun(payload, source, fileId, payload.length, []);
      reserveRecords(payload, block.count - from);
      let row = from;
      for (; row < block.count && !isFull(payload, limits); row++) {
        const line = lineOf(block, row);
        reservePayload(payload, Buffer.byteLength(line));
        payload.length += payload.buffer.write(line, payload.length);
        endRecord(payload, block.offset[row]!);
      }
      return row;
    },
    deadLetter: (payload, record) => JSON.stringify(recordBytes(payload, record).toString()),
    restore: () => false,
  };
}

function nameOf({ pod, container }: PrettySource): string {
  return container === '' ? pod : `${pod} ${container}`;
}

function messageOf(block: RecordBlock, row: number): string {
  const bytes = Buffer.allocUnsafe(block.messageEnd[row]! - block.messageStart[row]!);
  const end = copyMessage(block, row, new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 0);
  return bytes.toString('utf8', 0, end);
}

function marksOf(flags: number, paint: (text: string, code: number) => string): string {
  const marks = (['partial', 'truncated', 'malformed'] as const).filter((mark) => (flags & RecordFlag[mark]) !== 0);
  return marks.length === 0 ? '' : ` ${paint(`[${marks.join(', ')}]`, FAINT)}`;
}
