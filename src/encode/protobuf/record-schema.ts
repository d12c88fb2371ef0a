import type { Payload } from '../../record/payload.js';
import type { RecordBlock } from '../../record/record-block.js';
import type { ProtobufRun } from './run-header.js';

/**
 * The encoding of records in one protobuf format. A record is a field in the message of its run. Its fields have this
 * order: time, text, fields of the template, id, marks, members, mark of a repeat.
 *
 * Calls come block by block: `begin`, then for each row the methods below in order, then `end`. Each `write…` writes to
 * the memory of the payload at `at`, where there is room, and returns its end.
 */
export interface RecordSchema<Template extends RecordTemplate> {
  /** Tag of the field of a record. */
  readonly recordTag: number;
  /** Tag of the field that wraps the field of the text. Undefined if the format does not nest it. */
  readonly wrapperTag: number | undefined;
  readonly textTag: number;
  /** Longest text, in bytes. A longer text is cut, and its record is marked as truncated. */
  readonly maxTextBytes: number;
  readonly marks: MarkFields;
  begin(block: RecordBlock): void;
  /** Most bytes that all `write…` methods together write for a record of the block. */
  mostOwnBytes(): number;
  templateOf(block: RecordBlock, row: number): Template;
  /** The fields that transforms gave a record. Called only for a record that has some. */
  members(block: RecordBlock, row: number, template: Template): Buffer | undefined;
  writeTime(payload: Payload, at: number, block: RecordBlock, row: number): number;
  writeId(payload: Payload, at: number, block: RecordBlock, row: number): number;
  /** Distinguishes a record from an earlier one with the same time and text, which is in `[textStart, textEnd)`. */
  writeRepeat(
    payload: Payload,
    at: number,
    block: RecordBlock,
    row: number,
    template: Template,
    textStart: number,
    textEnd: number,
  ): number;
  end(payload: Payload): void;
}

/**
 * The parts that records share if they have the same source and stream, and the same level if the format distinguishes
 * levels.
 */
export interface RecordTemplate {
  /** Compared by identity: records of the same run follow one header. */
  readonly run: ProtobufRun;
  /** Fields of each record, as encoded in its message. */
  readonly fields: Buffer;
}

/** Fields that mark a record. */
export interface MarkFields {
  readonly partial: Buffer;
  readonly truncated: Buffer;
  readonly malformed: Buffer;
}
