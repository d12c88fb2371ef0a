import { createTimeReader } from '../../format/time-reader.js';
import type { Encoder } from '../../record/sink.js';
import { oncePerSource } from '../once-per-source.js';
import { ofStream, type PerStream } from '../per-stream.js';
import { createRecordEncoder } from '../protobuf/record-encoder.js';
import type { RecordSchema } from '../protobuf/record-schema.js';
import { fixed64Tag, lengthTag } from '../protobuf/wire-format.js';
import { readRecordTime, writeNanoseconds } from '../unix-time.js';
import { otlpDeadLetter, restoreOtlpDeadLetter } from './otlp-dead-letter.js';
import { otlpMembers } from './otlp-members.js';
import {
  RECORD_ATTRIBUTES,
  RECORD_BODY,
  RECORD_OBSERVED_TIME,
  RECORD_TIME,
  SCOPE_LOGS_RECORDS,
} from './otlp-messages.js';
import { createOtlpTemplates, type OtlpEncoderOptions, type OtlpTemplate } from './otlp-template.js';
import { attributeField, VALUE_STRING } from './otlp-value.js';
import { createRecordUid } from './record-uid.js';

const TIME_TAG = fixed64Tag(RECORD_TIME);
const OBSERVED_TIME_TAG = fixed64Tag(RECORD_OBSERVED_TIME);
const TIMES_BYTES = 2 * (1 + 8);

/**
 * Encodes records as an ExportLogsServiceRequest of OTLP in protobuf (opentelemetry.io/docs/specs/otlp). A run has the
 * logs of one resource (the container) in one scope (podtail). `log.record.uid` is the id of the record, by which a
 * receiver recognises a repeated one.
 */
export function createOtlpEncoder(options: OtlpEncoderOptions): Encoder {
  const { append } = createRecordEncoder(otlpSchema(options));
  return { append, deadLetter: otlpDeadLetter, restore: restoreOtlpDeadLetter };
}

function otlpSchema(options: OtlpEncoderOptions): RecordSchema<OtlpTemplate> {
  const reader = createTimeReader();
  const uid = createRecordUid();
  const templatesOf = oncePerSource((source) => createOtlpTemplates(source, options));
  let templates: PerStream<OtlpTemplate>;
  const observed = { seconds: 0, nanos: 0 };

  return {
    recordTag: lengthTag(SCOPE_LOGS_RECORDS),
    wrapperTag: lengthTag(RECORD_BODY),
    textTag: lengthTag(VALUE_STRING),
    maxTextBytes: Number.POSITIVE_INFINITY,
    marks: {
      partial: attributeField(RECORD_ATTRIBUTES, 'podtail.partial', true),
      truncated: attributeField(RECORD_ATTRIBUTES, 'podtail.truncated', true),
      malformed: attributeField(RECORD_ATTRIBUTES, 'podtail.malformed', true),
    },
    begin({ source, fileId }) {
      templates = templatesOf(source);
      const now = Date.now();
      observed.seconds = Math.floor(now / 1000);
      observed.nanos = (now % 1000) * 1_000_000;
      uid.setFile(fileId);
    },
    templateOf: ({ flags }, row) => ofStream(templates, flags[row]!),
    members: otlpMembers,
    mostOwnBytes: () => TIMES_BYTES + uid.mostBytes,
    writeTime({ buffer, view }, start, block, row) {
      const { seconds, nanos } = readRecordTime(reader, block, row);
      buffer[start] = TIME_TAG;
      const at = writeNanoseconds(view, start + 1, seconds, nanos);
      buffer[at] = OBSERVED_TIME_TAG;
      return writeNanoseconds(view, at + 1, observed.seconds, observed.nanos);
    },
    writeId: ({ buffer }, at, { offset }, row) => uid.write(buffer, at, offset[row]!),
    writeRepeat: (_payload, at) => at,
    end() {},
  };
}
