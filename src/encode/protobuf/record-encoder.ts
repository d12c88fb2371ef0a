import { continuesRun, endRecord, isFull, type Payload, reservePayload, reserveRecords } from '../../record/payload.js';
import { writeRunLengths } from '../../record/payload-records.js';
import { RARE_FLAGS, type RecordBlock, RecordFlag } from '../../record/record-block.js';
import type { Encoder } from '../../record/sink.js';
import { copyMessage, cutUtf8 } from '../message-text.js';
import type { MarkFields, RecordSchema, RecordTemplate } from './record-schema.js';
import { openRun, type ProtobufRun } from './run-header.js';
import { varintSize, writeVarint } from './wire-format.js';

/** Most bytes of the tag and the length of a field: a varint of 32 bits. */
const MOST_TAG_AND_LENGTH_BYTES = 6;

/** Creates an encoder that appends records to payloads as protobuf messages of this schema. */
export function createRecordEncoder<Template extends RecordTemplate>(
  schema: RecordSchema<Template>,
): Pick<Encoder, 'append'> {
  const { recordTag, wrapperTag, textTag, maxTextBytes, marks } = schema;
  const markBytes = marks.partial.length + marks.truncated.length + marks.malformed.length;
  const textHeadBytes = (wrapperTag === undefined ? 1 : 2) * MOST_TAG_AND_LENGTH_BYTES;

  function appendRecord(
    block: RecordBlock,
    row: number,
    template: Template,
    payload: Payload,
    mostOwnBytes: number,
  ): void {
    const { fields } = template;
    const flags = block.flags[row]!;
    // The longest possible text. Lengths are written with the size that this needs.
    const mostTextBytes = block.messageEnd[row]! - block.messageStart[row]!;
    const isRare = (flags & RARE_FLAGS) !== 0 || mostTextBytes > maxTextBytes;
    const members = (flags & RecordFlag.members) === 0 ? undefined : schema.members(block, row, template);
    const rareBytes = isRare ? markBytes + (members?.length ?? 0) : 0;
    const mostBytes = mostTextBytes + textHeadBytes + fields.length + rareBytes + mostOwnBytes;
    const sizeOfLength = varintSize(mostBytes);
    reservePayload(payload, mostBytes + MOST_TAG_AND_LENGTH_BYTES);

    const target = payload.buffer;
    const lengthAt = payload.length + 1;
    const start = lengthAt + sizeOfLength;
    target[payload.length] = recordTag;
    let at = schema.writeTime(payload, start, block, row);

    const sizeOfText = varintSize(mostTextBytes);
    const sizeOfWrapped = wrapperTag === undefined ? 0 : varintSize(mostTextBytes + 1 + sizeOfText);
    const textField = wrapperTag === undefined ? at : at + 1 + sizeOfWrapped;
    const textStart = textField + 1 + sizeOfText;
    const copied = copyMessage(block, row, payload.view, textStart);
    const textEnd = copied - textStart > maxTextBytes ? cutUtf8(target, textStart, copied, maxTextBytes) : copied;
    if (wrapperTag !== undefined) {
      target[at] = wrapperTag;
      writeVarint(target, at + 1, textEnd - textField, sizeOfWrapped);
    }
    target[textField] = textTag;
    writeVarint(target, textField + 1, textEnd - textStart, sizeOfText);

    target.set(fields, textEnd);
    at = schema.writeId(payload, textEnd + fields.length, block, row);
    if (textEnd < copied) countCut(payload, copied - textEnd, flags);
    if (isRare) at = writeMarks(marks, target, at, textEnd < copied ? flags | RecordFlag.truncated : flags);
    if (members !== undefined) at += members.copy(target, at);
    at = schema.writeRepeat(payload, at, block, row, template, textStart, textEnd);
    writeVarint(target, lengthAt, at - start, sizeOfLength);
    payload.length = at;
    endRecord(payload, block.offset[row]!);
  }

  return {
    append(block, from, payload, limits) {
      reserveRecords(payload, block.count - from);
      schema.begin(block);
      const mostOwnBytes = schema.mostOwnBytes();
      let run: ProtobufRun | undefined;
      let row = from;
      while (row < block.count && !isFull(payload, limits)) {
        const template = schema.templateOf(block, row);
        if (template.run !== run) {
          run = template.run;
          if (!continuesRun(payload, run, block.fileId)) openRun(payload, run, block.fileId);
        }
        appendRecord(block, row++, template, payload, mostOwnBytes);
      }
      schema.end(payload);
      writeRunLengths(payload);
      return row;
    },
  };
}

function countCut({ cut }: Payload, bytes: number, flags: number): void {
  cut.records++;
  cut.bytes += bytes;
  if ((flags & RecordFlag.truncated) === 0) cut.newRecords++;
}

function writeMarks({ partial, truncated, malformed }: MarkFields, target: Buffer, start: number, flags: number) {
  let at = start;
  if ((flags & RecordFlag.partial) !== 0) at += partial.copy(target, at);
  if ((flags & RecordFlag.truncated) !== 0) at += truncated.copy(target, at);
  if ((flags & RecordFlag.malformed) !== 0) at += malformed.copy(target, at);
  return at;
}
