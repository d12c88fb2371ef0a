import { beginRun, continuesRun, isFull, reserveRecords } from '../../record/payload.js';
import type { Encoder } from '../../record/sink.js';
import { oncePerSource } from '../once-per-source.js';
import { schemaOf } from '../record-schemas.js';
import { createRowEncoder } from '../row-encoder.js';
import type { RowTemplate } from '../row-template.js';
import type { StaticFields } from '../static-fields.js';
import { appendJsonRecord } from './append-json-record.js';
import { jsonLine, restoreJsonLine } from './json-lines.js';
import {
  createJsonTemplate,
  createRecordForm,
  createRows,
  type JsonRecordForm,
  type JsonTemplate,
  type RecordSchema,
} from './json-template.js';

/** The parts that all records of a source share. */
interface SourceTemplate {
  readonly form: JsonRecordForm;
  /** The template of usual records. */
  readonly rows: RowTemplate;
  /** The template of all other records. Undefined until the first one. */
  record: JsonTemplate | undefined;
}

/** Encodes records in any schema as newline-delimited JSON. */
export function createJsonEncoder(schema: RecordSchema, fields: StaticFields): Encoder {
  const rowEncoder = createRowEncoder();

  const templateOf = oncePerSource((source): SourceTemplate => {
    const form = createRecordForm(source, fields, schemaOf(source, schema));
    return { form, rows: createRows(form, false), record: undefined };
  });

  return {
    append(block, from, payload, limits) {
      if (isFull(payload, limits)) return from;
      const template = templateOf(block.source);
      if (!continuesRun(payload, template, block.fileId)) beginRun(payload, template, block.fileId, payload.length, []);
      reserveRecords(payload, block.count - from);
      let row = from;
      while (row < block.count && !isFull(payload, limits)) {
        row = rowEncoder.append(block, row, template.rows, payload, limits);
        // Encodes records with marks, and very long ones.
        if (row === block.count || isFull(payload, limits)) break;
        template.record ??= createJsonTemplate(template.form);
        appendJsonRecord(block, row++, template.record, payload);
      }
      return row;
    },
    deadLetter: jsonLine,
    restore: restoreJsonLine,
  };
}
