import type { Payload } from '../../record/payload.js';
import type { RecordBlock } from '../../record/record-block.js';
import type { ProtobufRun } from './run-header.js';

/**
 * How records are encoded in the messages of one format. A record is a field in the message of its run. Its own fields follow
 * each other in this order: time, text, those of the template, id, marks, members, the mark of a repeat.
 *
 * Calls come block by block: `begin`, then for each row those in the order below, then `end`. Each `write…` writes to the
 * payload's memory at `at`, where there is room, and says where it ends.
 */
export interface RecordSchema<Template extends RecordTemplate> {
  /** Tag of the field that a record is. */
  readonly recordTag: number;
  /** Tag of the field that holds the text's field; undefined where the format does not nest it. */
  readonly wrapperTag: number | undefined;
  readonly textTag: number;
  /** Bytes of the longest text. A longer one is cut, and its record marked as truncated. */
  readonly maxTextBytes: number;
  readonly marks: MarkFields;
  begin(block: RecordBlock): void;
  /** Bytes that the `write…` take together for a record of the block, at most. */
  mostOwnBytes(): number;
  templateOf(block: RecordBlock, row: number): Template;
  /** The fields that transforms gave a record. Asked only of a record that has some. */
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

/** What records share that have the same source and stream, and the same level where the format distinguishes levels. */
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
