import { createTimeReader } from '../../format/time-reader.js';
import type { RecordBlock } from '../../record/record-block.js';
import type { Encoder } from '../../record/sink.js';
import { levelOfRow } from '../json/record-members.js';
import { oncePerSource } from '../once-per-source.js';
import { ofStream } from '../per-stream.js';
import { createRecordEncoder } from '../protobuf/record-encoder.js';
import type { RecordSchema } from '../protobuf/record-schema.js';
import { lengthTag } from '../protobuf/wire-format.js';
import { readRecordTime } from '../unix-time.js';
import { lokiDeadLetter, restoreLokiDeadLetter } from './loki-dead-letter.js';
import { lokiMembers } from './loki-members.js';
import { ENTRY_LINE, metadataField, STREAM_ENTRIES, TIMESTAMP_BYTES, writeTimestamp } from './loki-messages.js';
import {
  createLokiTemplates,
  type LokiEncoderOptions,
  type LokiTemplate,
  type LokiTemplates,
} from './loki-template.js';
import { isRepeat, takeHash } from './repeats.js';

const MOST_OFFSET_BYTES = offsetField(Number.MAX_SAFE_INTEGER).length;

/**
 * Encodes records as an uncompressed PushRequest of logproto (grafana/loki, pkg/push/push.proto), with one stream for
 * each run. A payload has one tenant if all its sources do: see `lokiTenant`.
 */
export function createLokiEncoder(options: LokiEncoderOptions): Encoder {
  const { append } = createRecordEncoder(lokiSchema(options));
  return { append, deadLetter: lokiDeadLetter, restore: restoreLokiDeadLetter };
}

function lokiSchema(options: LokiEncoderOptions): RecordSchema<LokiTemplate> {
  const reader = createTimeReader();
  const templatesOf = oncePerSource((source) => createLokiTemplates(source, options));
  let templates: LokiTemplates;

  function templateOf(block: RecordBlock, row: number): LokiTemplate {
    const byLevel = ofStream(templates, block.flags[row]!);
    return byLevel[byLevel.length === 1 ? 0 : levelOfRow(block, row)]!;
  }

  /**
   * Whether the first known record of a stream may have the time and text of one that was sent before the process
   * started: it is not the first in its file, and the next one has the same time.
   */
  function isAmidOneTime(block: RecordBlock, row: number, template: LokiTemplate): boolean {
    if (block.offset[row] === 0) return false;
    let next = row + 1;
    while (next < block.count && templateOf(block, next) !== template) next++;
    if (next >= block.count) return false;
    const { seconds, nanos } = reader.time;
    const after = readRecordTime(reader, block, next);
    return after.seconds === seconds && after.nanos === nanos;
  }

  return {
    recordTag: lengthTag(STREAM_ENTRIES),
    wrapperTag: undefined,
    textTag: lengthTag(ENTRY_LINE),
    maxTextBytes: options.maxLineBytes,
    marks: {
      partial: metadataField('partial', 'true'),
      truncated: metadataField('truncated', 'true'),
      malformed: metadataField('malformed', 'true'),
    },
    begin({ source }) {
      templates = templatesOf(source);
    },
    templateOf,
    members: (block, row, { names }) => names && lokiMembers(block, row, names),
    mostOwnBytes: () => TIMESTAMP_BYTES + MOST_OFFSET_BYTES,
    writeTime: ({ buffer }, at, block, row) => writeTimestamp(buffer, at, readRecordTime(reader, block, row)),
    writeId: (_payload, at) => at,
    writeRepeat({ buffer }, at, block, row, template, textStart, textEnd) {
      const { repeats } = template;
      if (repeats === undefined) return at;
      const isFirst = Number.isNaN(repeats.seconds);
      const isSecond = isRepeat(repeats, buffer, textStart, textEnd, reader.time);
      if (!isSecond && !(isFirst && isAmidOneTime(block, row, template))) return at;
      return at + offsetField(block.offset[row]!).copy(buffer, at);
    },
    end({ buffer }) {
      for (const byLevel of [templates.stdout, templates.stderr, templates.raw]) {
        for (const { repeats } of byLevel) if (repeats) takeHash(repeats, buffer);
      }
    },
  };
}

/** The offset of a record, which distinguishes it from equal ones. */
function offsetField(offset: number): Buffer {
  return metadataField('offset', offset.toString());
}
