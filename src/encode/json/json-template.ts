import { randomUUID } from 'node:crypto';
import type { LogSource } from '../../record/log-source.js';
import type { Payload } from '../../record/payload.js';
import { RARE_FLAGS, RecordFlag } from '../../record/record-block.js';
import { createRowTemplate, type RowParts, type RowTemplate } from '../row-template.js';
import { labelsOf, type StaticFields } from '../static-fields.js';

/** The values that many records of a source share, for a schema. */
export interface RecordShape extends StaticFields {
  readonly source: LogSource;
  /** Absent for raw lines. */
  readonly stream: 'stdout' | 'stderr' | undefined;
  /** The marks of the record. Undefined for absent marks, so that JSON omits them. */
  readonly partial: true | undefined;
  readonly truncated: true | undefined;
  readonly malformed: true | undefined;
}

/** The values of a record in the object of a schema. */
interface RecordValues {
  /** The time, as text. */
  readonly time: string;
  /** The message, as text. */
  readonly message: string;
  /** The level, as text. Absent in the constant parts, because transforms give it only to some records. */
  readonly level?: string;
  /** The record's byte offset in its physical file, as a number. */
  readonly offset: string;
}

/**
 * The form of a record as a JSON object. It must have the time before the message, each once. It may have the offset
 * after them, and the level as a member of the whole object. Undefined members are omitted.
 */
export type RecordSchema = (shape: RecordShape, values: RecordValues) => object;

/** The constant bytes around the values of a record. */
export interface JsonParts {
  readonly beforeTime: Buffer;
  readonly beforeMessage: Buffer;
  /** Index in `beforeMessage` of the name of the message. The record's own members come before it. */
  readonly messageName: number;
  readonly afterMessage: Buffer;
  /** The bytes after the offset. Undefined if the schema has no offset. */
  readonly afterOffset: Buffer | undefined;
}

/** The form of the records of one source in one schema. */
export interface JsonRecordForm {
  readonly shape: StaticFields & { readonly source: LogSource };
  readonly schema: RecordSchema;
  /** The bytes before every record. */
  readonly prefix: string;
}

/** Creates the form of the records of a source. */
export function createRecordForm(
  source: LogSource,
  fields: StaticFields,
  schema: RecordSchema,
  prefix = '',
): JsonRecordForm {
  const { node } = fields;
  const labels = labelsOf(fields, source);
  return { shape: node === undefined ? { labels, source } : { node, labels, source }, schema, prefix };
}

/**
 * The parts of records without marks, and the bytes before their ids, if they have any.
 *
 * @param mendsNames whether invalid names of members are corrected: see `JsonTemplate.mendNames`
 */
export function createRows(form: JsonRecordForm, mendsNames: boolean, beforeId?: Buffer): RowTemplate {
  const parts = (flags: number): RowParts => Object.assign(createParts(form, flags), { beforeId });
  const members = { levelName: levelNameOf(form), mendsNames };
  return createRowTemplate(parts(0), parts(RecordFlag.stdout), parts(RecordFlag.stderr), members);
}

/**
 * The parts of a source's records, by the flags that matter. They are created when they are first needed. Usual records
 * use `createRows`, so most sources need no template.
 */
export interface JsonTemplate {
  readonly form: JsonRecordForm;
  /** The bytes before the value of the level. Undefined for `"level":`, which transforms write. */
  readonly levelName: Buffer | undefined;
  /**
   * Corrects the names of a record's own members, from `start` to the end of the payload. Undefined if any name is
   * valid.
   */
  readonly mendNames: ((payload: Payload, start: number) => void) | undefined;
  readonly parts: Map<number, JsonParts>;
}

/** Flags that select a constant part. */
const SHAPE_FLAGS = RecordFlag.stdout | RecordFlag.stderr | (RARE_FLAGS & ~RecordFlag.members);
/** Texts that occur in no configuration and no path. */
const PLACES: RecordValues = { time: place('time'), message: place('message'), offset: place('offset') };

/** Makes the template of a source. */
export function createJsonTemplate(form: JsonRecordForm, mendNames?: JsonTemplate['mendNames']): JsonTemplate {
  return { form, levelName: levelNameOf(form), mendNames, parts: new Map() };
}

function levelNameOf({ schema, shape }: JsonRecordForm): Buffer | undefined {
  const level = place('level');
  const record = schema({ ...shape, ...NO_MARKS }, { ...PLACES, level });
  const name = Object.entries(record).find(([, value]) => value === level)?.[0];
  return name === undefined || name === 'level' ? undefined : Buffer.from(`${JSON.stringify(name)}:`);
}

const NO_MARKS = { stream: undefined, partial: undefined, truncated: undefined, malformed: undefined };

/** The parts for a record's flags. */
export function partsFor(template: JsonTemplate, flags: number): JsonParts {
  const key = flags & SHAPE_FLAGS;
  const known = template.parts.get(key);
  if (known !== undefined) return known;
  const made = createParts(template.form, key);
  template.parts.set(key, made);
  return made;
}

function createParts({ shape, schema, prefix }: JsonRecordForm, flags: number): JsonParts {
  const has = (flag: number): true | undefined => ((flags & flag) === 0 ? undefined : true);
  const record = schema(
    {
      ...shape,
      stream: has(RecordFlag.stdout) ? 'stdout' : has(RecordFlag.stderr) && 'stderr',
      partial: has(RecordFlag.partial),
      truncated: has(RecordFlag.truncated),
      malformed: has(RecordFlag.malformed),
    },
    PLACES,
  );
  const [beforeTime, afterTime] = part(`${prefix}${JSON.stringify(record)}\n`, PLACES.time);
  const [beforeMessage, afterMessage] = part(afterTime!, PLACES.message);
  const [beforeOffset, afterOffset] = part(afterMessage!, `"${PLACES.offset}"`);
  return {
    beforeTime: Buffer.from(beforeTime),
    beforeMessage: Buffer.from(beforeMessage),
    messageName: Buffer.from(beforeMessage).lastIndexOf(',"') + 1,
    afterMessage: Buffer.from(beforeOffset),
    afterOffset: afterOffset === undefined ? undefined : Buffer.from(afterOffset),
  };
}

function place(name: string): string {
  return `${name} ${randomUUID()}`;
}

function part(text: string, place: string): [before: string, after: string | undefined] {
  const at = text.indexOf(place);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + place.length)];
}
