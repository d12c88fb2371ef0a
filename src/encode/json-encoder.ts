import type { LogSource } from '../record/log-source.js';
import { beginRun, continuesRun, isFull, reserveRecords } from '../record/payload.js';
import type { Encoder } from '../record/sink.js';
import { appendJsonRecord } from './append-json-record.js';
import type { StaticFields } from './flat-template.js';
import { jsonLine, restoreJsonLine } from './json-lines.js';
import { createJsonTemplate, type JsonTemplate, type RecordSchema } from './json-template.js';

/** Encodes records in any schema as newline-delimited JSON. */
export function createJsonEncoder(schema: RecordSchema, fields: StaticFields): Encoder {
  const templates = new WeakMap<LogSource, JsonTemplate>();

  function templateOf(source: LogSource): JsonTemplate {
    let template = templates.get(source);
    if (template === undefined) {
      template = createJsonTemplate(source, fields, schema);
      templates.set(source, template);
    }
    return template;
  }

  return {
    append(block, from, payload, limits) {
      const template = templateOf(block.source);
      if (!continuesRun(payload, template, block.fileId)) beginRun(payload, template, block.fileId, payload.length, []);
      reserveRecords(payload, block.count - from);
      let row = from;
      while (row < block.count && !isFull(payload, limits)) appendJsonRecord(block, row++, template, payload);
      return row;
    },
    letter: jsonLine,
    restore: restoreJsonLine,
  };
}
