import type { TextTemplate } from '../../format/text-template.js';
import type { LogSource } from '../../record/log-source.js';
import { beginRun, continuesRun, isFull, type Payload, reservePayload, reserveRecords } from '../../record/payload.js';
import type { RecordBlock } from '../../record/record-block.js';
import type { Encoder } from '../../record/sink.js';
import { copyBytes, copyText } from '../copy-bytes.js';
import { appendJsonRecord } from '../json/append-json-record.js';
import {
  createJsonTemplate,
  createRecordForm,
  createRows,
  type JsonRecordForm,
  type JsonTemplate,
  type RecordSchema,
} from '../json/json-template.js';
import { oncePerSource } from '../once-per-source.js';
import { schemaOf, withTimestamp } from '../record-schemas.js';
import { createRowEncoder } from '../row-encoder.js';
import type { RowTemplate } from '../row-template.js';
import { sourceField } from '../source-field.js';
import type { StaticFields } from '../static-fields.js';
import { MOST_DIGITS, writeBase36 } from '../write-number.js';
import { bulkDeadLetter, restoreBulkDeadLetter } from './bulk-dead-letter.js';
import { fixedIndexName, indexNameParts } from './index-name.js';
import { mendNames } from './legal-names.js';

export interface BulkEncoderOptions {
  readonly fields: StaticFields;
  /** The template of the index's name. */
  readonly index: TextTemplate;
  readonly schema: RecordSchema;
}

/** Constant bytes of an action, followed by a part of the record's time, if any. */
interface ActionPart {
  readonly bytes: Buffer;
  readonly timeStart: number;
  readonly timeEnd: number;
}

/** The parts that all records of a source share. */
interface BulkTemplate {
  readonly form: JsonRecordForm;
  /** The template of unusual records. Undefined until the first one. */
  record: JsonTemplate | undefined;
  /** The parts before the id of a record, for the latest physical file. */
  action: readonly ActionPart[];
  actionBytes: number;
  /** The template of usual records of that file. Undefined if their index depends on their times. */
  rows: RowTemplate | undefined;
  fileId: string | undefined;
}

/** The end of the action, after the id. The document follows. */
const ACTION_END = '"}}\n';
const LONGEST_TIME = 36;

/**
 * Encodes records as lines of bulk requests to Elasticsearch and OpenSearch
 * (https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-bulk): an action `create` with the id of the
 * record, and the document. If all records have the same index, it is in the path of the request (`fixedIndexName`),
 * not here.
 */
export function createBulkEncoder({ fields, index, schema }: BulkEncoderOptions): Encoder {
  const fixedIndex = fixedIndexName(index);
  const hasDate = index.some(({ kind }) => kind === 'date');
  const rowEncoder = createRowEncoder();

  const templateOf = oncePerSource((source): BulkTemplate => {
    const form = createRecordForm(source, fields, schemaOf(source, withTimestamp(schema)), ACTION_END);
    return { form, record: undefined, action: [], actionBytes: 0, rows: undefined, fileId: undefined };
  });

  function beginFile(template: BulkTemplate, source: LogSource, fileId: string): void {
    if (template.fileId === fileId) return;
    const id = `"_id":"${fileId}-`;
    const action = fixedIndex === undefined ? indexNameParts(index, (name) => sourceField(source, fields, name)) : [];
    template.action = joinAction(action, id);
    template.actionBytes = template.action.reduce((sum, { bytes }) => sum + bytes.length + LONGEST_TIME, MOST_DIGITS);
    template.rows = hasDate ? undefined : createRows(template.form, true, joinBytes(template.action));
    template.fileId = fileId;
  }

  return {
    append(block, from, payload, limits) {
      if (isFull(payload, limits)) return from;
      const template = templateOf(block.source);
      beginFile(template, block.source, block.fileId);
      if (!continuesRun(payload, template, block.fileId)) beginRun(payload, template, block.fileId, payload.length, []);
      reserveRecords(payload, block.count - from);
      let row = from;
      while (row < block.count && !isFull(payload, limits)) {
        if (template.rows !== undefined) row = rowEncoder.append(block, row, template.rows, payload, limits);
        if (row === block.count || isFull(payload, limits)) break;
        // Encodes records with marks, and very long ones.
        appendAction(block, row, template, payload);
        template.record ??= createJsonTemplate(template.form, mendNames);
        appendJsonRecord(block, row++, template.record, payload);
      }
      return row;
    },
    deadLetter: (payload, record) => bulkDeadLetter(payload, record, fixedIndex),
    restore: restoreBulkDeadLetter,
  };
}

/** Appends an action without its end, which begins the template of the record. */
function appendAction(block: RecordBlock, row: number, { action, actionBytes }: BulkTemplate, payload: Payload): void {
  reservePayload(payload, actionBytes);
  const timeStart = block.timeStart[row]!;
  let at = payload.length;
  for (const part of action) {
    at = copyBytes(part.bytes, 0, part.bytes.length, payload.buffer, at);
    at = copyText(block.view, timeStart + part.timeStart, timeStart + part.timeEnd, payload.view, at);
  }
  payload.length = writeBase36(block.offset[row]!, payload.buffer, at);
}

function joinAction(index: ReturnType<typeof indexNameParts>, id: string): ActionPart[] {
  const start = '{"create":{';
  if (index.length === 0) return [actionPart(start + id)];
  const parts = index.map(({ text, timeStart, timeEnd }, place) =>
    actionPart(`${place === 0 ? `${start}"_index":"` : ''}${text}`, timeStart, timeEnd),
  );
  return [...parts, actionPart(`",${id}`)];
}

function joinBytes(parts: readonly ActionPart[]): Buffer {
  return Buffer.concat(parts.map(({ bytes }) => bytes));
}

function actionPart(text: string, timeStart = 0, timeEnd = 0): ActionPart {
  return { bytes: Buffer.from(text), timeStart, timeEnd };
}
