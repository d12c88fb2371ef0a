import { parseTextTemplate, renderTextTemplate } from '../../format/text-template.js';
import type { LogSource } from '../../record/log-source.js';
import { LEVELS } from '../../record/record-block.js';
import { type PerStream, perStream } from '../per-stream.js';
import type { RecordTemplate } from '../protobuf/record-schema.js';
import type { ProtobufRun } from '../protobuf/run-header.js';
import { sourceField } from '../source-field.js';
import { labelsOf, type StaticFields } from '../static-fields.js';
import { formatLokiLabels, type LokiLabels, lokiName } from './loki-labels.js';
import { metadataField, streamHeader } from './loki-messages.js';
import { createRepeats, type Repeats } from './repeats.js';

export interface LokiEncoderOptions extends StaticFields {
  /** The stream's labels: names and templates (`${namespace}`). Empty ones are left out. */
  readonly labelTemplates: Readonly<Record<string, string>>;
  /** Longest line that Loki takes, in bytes. podtail cuts and marks longer lines before it sends them. */
  readonly maxLineBytes: number;
  /** Whether fields that are not labels are sent, too. */
  readonly structuredMetadata: boolean;
  /** Template of the tenant: `${namespace}`, or a fixed name. Not given: requests have no tenant. */
  readonly tenant?: string | undefined;
}

/** A stream. */
export interface LokiStream extends ProtobufRun {
  readonly labels: LokiLabels;
  /** The labels as Loki writes them. They identify the stream. */
  readonly stream: string;
  /** The tenant of the stream. */
  readonly tenant: string | undefined;
  /** The source of the records. Undefined for a dead letter. */
  readonly source: LogSource | undefined;
}

/** The parts that all records of a source, stream and level share. `fields` is the structured metadata of every entry. */
export interface LokiTemplate extends RecordTemplate {
  readonly run: LokiStream;
  /**
   * Names that are taken in the structured metadata of every entry. Undefined if entries have no fields of their own.
   */
  readonly names: ReadonlySet<string> | undefined;
  /** Earlier records with the time of the last one. Undefined if entries have no fields of their own. */
  readonly repeats: Repeats | undefined;
}

/**
 * The templates of a source, by stream, and then by level (an index of `LEVELS`) if a label uses the level. Otherwise
 * there is one for all levels.
 */
export type LokiTemplates = PerStream<readonly LokiTemplate[]>;

/** The label for a source of which nothing is known, because Loki refuses a stream without a label. */
const FALLBACK_LABEL = ['job', 'podtail'] as const;

/** The fields of a record besides its time and message, with the names of schema `flat`. */
const FIELDS = ['namespace', 'pod', 'uid', 'container', 'restart', 'container_id', 'node', 'path', 'stream'];

const MARKS = ['partial', 'truncated', 'malformed', 'offset'];

/** Makes a source's templates. */
export function createLokiTemplates(source: LogSource, options: LokiEncoderOptions): LokiTemplates {
  const levels = namesLevel(options) ? LEVELS : NO_LEVELS;
  return perStream((stream) => levels.map((level) => createTemplate(source, stream, level, options)));
}

const LEVEL = 'level';
const NO_LEVELS = [''] as const;

function namesLevel({ labelTemplates }: LokiEncoderOptions): boolean {
  const parts = Object.values(labelTemplates).flatMap(parseTextTemplate);
  return parts.some((part) => part.kind === 'field' && part.name === LEVEL);
}

/** The tenant of a source; undefined where none is configured. */
export function lokiTenant(source: LogSource, options: LokiEncoderOptions): string | undefined {
  const { tenant } = options;
  if (source.tenant !== undefined) return source.tenant;
  return tenant && renderTextTemplate(parseTextTemplate(tenant), (field) => sourceField(source, options, field));
}

/** The stream that has these labels. */
export function lokiStream(labels: LokiLabels, tenant: string | undefined, source: LogSource | undefined): LokiStream {
  const stream = formatLokiLabels(labels);
  return { header: streamHeader(stream), labels, stream, tenant, source };
}

function createTemplate(
  source: LogSource,
  stream: string | undefined,
  level: string,
  options: LokiEncoderOptions,
): LokiTemplate {
  const fieldOf = (field: string): string => {
    if (field === LEVEL) return level;
    return field === 'stream' ? (stream ?? '') : sourceField(source, options, field);
  };
  const labels = new Map<string, string>();
  const labelled = new Set<string>();
  for (const [name, text] of Object.entries(options.labelTemplates)) {
    const template = parseTextTemplate(text);
    const value = renderTextTemplate(template, fieldOf);
    if (value !== '') labels.set(lokiName(name), value.toWellFormed());
    if (template[0]?.kind === 'field' && template.length === 1) labelled.add(template[0].name);
  }
  if (labels.size === 0) labels.set(...FALLBACK_LABEL);

  const metadata = new Map<string, string>();
  if (options.structuredMetadata) {
    const { annotations = {}, labels: podLabels = {} } = source.shownPod ?? {};
    const texts = { ...annotations, ...podLabels, ...labelsOf(options, source) };
    for (const [name, value] of Object.entries(texts)) metadata.set(lokiName(name), value);
    // A path that can be parsed adds nothing to the fields of the pod.
    if (source.metadata.restart !== undefined) labelled.add('path');
    for (const field of FIELDS) if (!labelled.has(field)) metadata.set(field, fieldOf(field));
  }
  const sent = [...metadata].filter(([name, value]) => value !== '' && !labels.has(name));
  return {
    run: lokiStream(labels, lokiTenant(source, options), source),
    fields: Buffer.concat(sent.map(([name, value]) => metadataField(name, value))),
    names: options.structuredMetadata ? new Set([...labels.keys(), ...metadata.keys(), ...MARKS]) : undefined,
    repeats: options.structuredMetadata ? createRepeats() : undefined,
  };
}
