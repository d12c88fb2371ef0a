import { randomUUID } from 'node:crypto';
import type { LogSource } from '../../record/log-source.js';
import type { Payload } from '../../record/payload.js';
import { RARE_FLAGS, RecordFlag } from '../../record/record-block.js';
import { createRowTemplate, type RowParts, type RowTemplate } from '../row-template.js';
import { labelsOf, type StaticFields } from '../static-fields.js';

/** All that is the same for many records of a source, as a schema needs it. */
export interface RecordShape extends StaticFields {
  readonly source: LogSource;
  /** Absent for raw lines. */
  readonly stream: 'stdout' | 'stderr' | undefined;
  /** Which marks the record bears; undefined where it bears it not, so that JSON leaves it out. */
  readonly partial: true | undefined;
  readonly truncated: true | undefined;
  readonly malformed: true | undefined;
}

/** What is in a schema's object for what every record has of its own. */
interface RecordValues {
  /** The time, as text. */
  readonly time: string;
  /** The message, as text. */
  readonly message: string;
  /** The level, as text; left out where the constant parts are made: transforms give it to some records. */
  readonly level?: string;
  /** The record's byte offset in its physical file, as a number. */
  readonly offset: string;
}

/**
 * The form of a record: the object that it is as JSON. It must hold the time before the message, each once, and may hold
 * the offset behind them, and the level, if any, as a field of the whole object. What is undefined is left out.
 */
export type RecordSchema = (shape: RecordShape, values: RecordValues) => object;

/** The constant bytes between a record's own. */
export interface JsonParts {
  readonly beforeTime: Buffer;
  readonly beforeMessage: Buffer;
  /** Index in `beforeMessage` of the message's name, before which the record's own members go. */
  readonly messageName: number;
  readonly afterMessage: Buffer;
  /** What follows the offset; undefined where the schema has no offset. */
  readonly afterOffset: Buffer | undefined;
}

/** What the records of one source are made by, in one schema. */
export interface JsonRecordForm {
  readonly shape: StaticFields & { readonly source: LogSource };
  readonly schema: RecordSchema;
  /** What precedes every record. */
  readonly prefix: string;
}

/** Describes the records of a source. */
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
 * The parts of the records that bear no mark, with what precedes their ids, if they have any.
 *
 * @param mendsNames whether names of members that are not legal are to be corrected: see `JsonTemplate.mendNames`
 */
export function createRows(form: JsonRecordForm, mendsNames: boolean, beforeId?: Buffer): RowTemplate {
  const parts = (flags: number): RowParts => Object.assign(createParts(form, flags), { beforeId });
  const members = { levelName: levelNameOf(form), mendsNames };
  return createRowTemplate(parts(0), parts(RecordFlag.stdout), parts(RecordFlag.stderr), members);
}

/**
 * The parts of a source's records, by the flags that make a difference; made when they are first needed. Of the usual records
 * `createRows` has the parts: most sources need no template.
 */
export interface JsonTemplate {
  readonly form: JsonRecordForm;
  /** What precedes the level's value; undefined where that is what transforms write: `"level":`. */
  readonly levelName: Buffer | undefined;
  /** Corrects the names of a record's own members, which are at the payload's end from `start` on; undefined: any will do. */
  readonly mendNames: ((payload: Payload, start: number) => void) | undefined;
  readonly parts: Map<number, JsonParts>;
}

/** Flags that select a constant part. */
const SHAPE_FLAGS = RecordFlag.stdout | RecordFlag.stderr | (RARE_FLAGS & ~RecordFlag.members);
/** Texts that no configuration and no path holds. */
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
