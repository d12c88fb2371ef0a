import { beginRun, continuesRun, isFull, reserveRecords } from '../../record/payload.js';
import type { Encoder } from '../../record/sink.js';
import { oncePerSource } from '../once-per-source.js';
import { schemaOf } from '../record-schemas.js';
import { createRowEncoder } from '../row-encoder.js';
import type { RowTemplate } from '../row-template.js';
import type { StaticFields } from '../static-fields.js';
import { appendJsonRecord } from './append-json-record.js';
import { jsonLine, restoreJsonLine } from './json-lines.js';
import { createJsonTemplate, createRows, type JsonTemplate, type RecordSchema } from './json-template.js';

/** What the records of a source share, for any record and for those that are usual. */
interface SourceTemplate {
  readonly record: JsonTemplate;
  readonly rows: RowTemplate;
}

/** Encodes records in any schema as newline-delimited JSON. */
export function createJsonEncoder(schema: RecordSchema, fields: StaticFields): Encoder {
  const rowEncoder = createRowEncoder();

  const templateOf = oncePerSource((source): SourceTemplate => {
    const record = createJsonTemplate(source, fields, schemaOf(source, schema));
    return { record, rows: createRows(record) };
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
        // Records with marks, and very long ones.
        if (row < block.count && !isFull(payload, limits)) appendJsonRecord(block, row++, template.record, payload);
      }
      return row;
    },
    deadLetter: jsonLine,
    restore: restoreJsonLine,
  };
}
